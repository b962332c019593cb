import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** A Python that was started once and said who it is. */
export interface Python {
  executable: string;
  version: readonly [major: number, minor: number];
}

/** The oldest Python that can run the language server. */
export const OLDEST_SERVER_PYTHON = [3, 10] as const;

const NEWEST_MINOR_VERSION_TO_TRY = 15;
const PROBE_TIMEOUT_MS = 10_000;
const QUESTION =
  "import sys; print('torchvet', sys.version_info[0], sys.version_info[1], sys.executable or '')";

export function canRunServer(python: Python): boolean {
  const [major, minor] = python.version;
  return (
    major > OLDEST_SERVER_PYTHON[0] || (major === OLDEST_SERVER_PYTHON[0] && minor >= OLDEST_SERVER_PYTHON[1])
  );
}

/**
 * Starts `command` and asks for its version and its own path (a shim or `py -3` names another one).
 * Isolated and without `site`, so that nothing of the environment's packages runs.
 *
 * @param workingFolder a folder that no workspace controls: shims such as pyenv's read files in it.
 * @returns undefined when it can't be started, isn't Python, or doesn't answer in time.
 */
export function probePython(command: readonly string[], workingFolder: string): Promise<Python | undefined> {
  const [file, ...before] = command;
  if (file === undefined || !path.isAbsolute(file)) {
    return Promise.resolve(undefined);
  }
  const options = {
    cwd: workingFolder,
    timeout: PROBE_TIMEOUT_MS,
    killSignal: "SIGKILL",
    windowsHide: true,
  } as const;
  return new Promise((resolve) => {
    execFile(file, [...before, "-I", "-S", "-c", QUESTION], options, (error, output) => {
      resolve(error ? undefined : parseAnswer(output, file));
    });
  });
}

export function parseAnswer(output: string, file: string): Python | undefined {
  const answer = /^torchvet (\d+) (\d+) ?(.*?)\r?$/m.exec(output);
  if (!answer) {
    return undefined;
  }
  return { executable: answer[3] || file, version: [Number(answer[1]), Number(answer[2])] };
}

/** Where to look on this machine for Pythons on `PATH`. */
export interface PathSearch {
  environment: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  /** Folders from which nothing may be run. */
  forbidden: readonly string[];
}

/** The Pythons on `PATH`, the most likely first; files inside a forbidden folder, or linked into one, are left out. */
export function pythonsOnPath(search: PathSearch): string[] {
  const windows = search.platform === "win32";
  const variable = Object.keys(search.environment).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const folders = (search.environment[variable] ?? "")
    .split(windows ? ";" : ":")
    .filter((folder) => path.isAbsolute(folder));
  const found = pythonNames(windows).flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...new Set(found)].filter((file) => isFile(file) && !isInside(file, search.forbidden));
}

/** Whether `file`, or what it is a link to, lies in one of the folders. */
export function isInside(file: string, folders: readonly string[]): boolean {
  const places = [file, path.join(realPath(path.dirname(file)), path.basename(file)), realPath(file)];
  const homes = folders.flatMap((folder) => [folder, realPath(folder)]);
  return homes.some((home) => places.some((place) => contains(home, place)));
}

function contains(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return (
    relative === "" ||
    !(relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
  );
}

function pythonNames(windows: boolean): string[] {
  if (windows) {
    return ["python3.exe", "python.exe", "py.exe"];
  }
  const minors = Array.from(
    { length: NEWEST_MINOR_VERSION_TO_TRY - OLDEST_SERVER_PYTHON[1] + 1 },
    (_, index) => NEWEST_MINOR_VERSION_TO_TRY - index,
  );
  return ["python3", "python", ...minors.map((minor) => `python3.${minor}`)];
}

function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}

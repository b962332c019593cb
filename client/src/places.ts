import * as fs from "node:fs";
import * as path from "node:path";
import type { Command, Source } from "./interpreter.ts";
import { isInside } from "./python.ts";

const ENVIRONMENT_FOLDERS = [".venv", "venv"];

/** What `torchvet.interpreter` says; the path of an environment's folder is understood too. */
export function settingSource(
  valueFor: (folder: string | undefined) => string,
  forbidden: readonly string[],
): Source {
  return {
    name: "the setting torchvet.interpreter",
    chosen: true,
    find: async (folder) => {
      const value = valueFor(folder);
      if (!value) {
        return [];
      }
      const file = path.resolve(folder ?? path.parse(process.execPath).root, value);
      const python = isFolder(file) ? pythonIn(file) : file;
      return isInside(python, forbidden) ? [] : [[python]];
    },
  };
}

/** The `.venv` or `venv` that lies in the folder. */
export function virtualEnvironmentSource(): Source {
  return {
    name: "the folder's virtual environment",
    chosen: false,
    find: async (folder) =>
      folder === undefined
        ? []
        : ENVIRONMENT_FOLDERS.map((name) => pythonIn(path.join(folder, name)))
            .filter((file) => fs.existsSync(file))
            .map((file) => [file]),
  };
}

export function pathSource(pythons: readonly string[]): Source {
  const commands: Command[] = pythons.map((file) => [file]);
  return { name: "PATH", chosen: false, find: async () => commands };
}

function pythonIn(environment: string): string {
  return process.platform === "win32"
    ? path.join(environment, "Scripts", "python.exe")
    : path.join(environment, "bin", "python");
}

function isFolder(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory();
  } catch {
    return false;
  }
}

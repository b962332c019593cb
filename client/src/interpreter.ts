import { canRunServer, type Python } from "./python.ts";

/** How to start a Python: an absolute path and what comes before its own arguments (`conda run -n name`). */
export type Command = readonly string[];

/** Somebody who may know which Python belongs to a folder. */
export interface Source {
  /** How messages name it ("the Python extension"). */
  readonly name: string;
  /** Whether somebody chose what it names, so that it is worth saying when that can't be run. */
  readonly chosen: boolean;
  /** @param folder a workspace folder's path; undefined for files outside every folder. */
  find(folder: string | undefined): Promise<readonly Command[]>;
}

export type Probe = (command: Command) => Promise<Python | undefined>;

/** What was found for one folder, and who said so. */
export interface Environment {
  python: Python;
  source: string;
}

export interface Choice {
  /** By folder; the key undefined stands for files outside every folder. */
  environments: Map<string | undefined, Environment>;
  /** What runs the language server. */
  server: Python | undefined;
  /** Pythons that were found and are too old to run it. */
  tooOld: Python[];
  /** A sentence for each command that was named and can't be run. */
  problems: string[];
}

/**
 * Finds each folder's environment, asking the sources in order, and a Python that can run the server:
 * the first folder's environment that can, else the first of `others` that can.
 */
export async function chooseInterpreters(
  folders: readonly string[],
  sources: readonly Source[],
  others: readonly Command[],
  probe: Probe,
): Promise<Choice> {
  const choice: Choice = { environments: new Map(), server: undefined, tooOld: [], problems: [] };
  const asked = [...folders, undefined];
  const found = await Promise.all(
    asked.map((folder) => findEnvironment(folder, sources, probe, choice.problems)),
  );
  for (const [index, environment] of found.entries()) {
    if (environment) {
      choice.environments.set(asked[index], environment);
      consider(environment.python, choice);
    }
  }
  for (const command of others) {
    if (choice.server) {
      break;
    }
    const python = await probe(command);
    if (python) {
      consider(python, choice);
    }
  }
  return choice;
}

async function findEnvironment(
  folder: string | undefined,
  sources: readonly Source[],
  probe: Probe,
  problems: string[],
): Promise<Environment | undefined> {
  for (const source of sources) {
    for (const command of await source.find(folder)) {
      const python = await probe(command);
      if (python) {
        return { python, source: source.name };
      }
      if (source.chosen) {
        note(problems, `${command.join(" ")}, named by ${source.name}, can't be run as Python.`);
      }
    }
  }
  return undefined;
}

function consider(python: Python, choice: Choice): void {
  if (canRunServer(python)) {
    choice.server ??= python;
  } else if (!choice.tooOld.some((known) => known.executable === python.executable)) {
    choice.tooOld.push(python);
  }
}

function note(problems: string[], sentence: string): void {
  if (!problems.includes(sentence)) {
    problems.push(sentence);
  }
}

/** Remembers answers for as long as one selection lasts: several folders often share one Python. */
export function remembering(probe: Probe): Probe {
  const answers = new Map<string, Promise<Python | undefined>>();
  return (command) => {
    const key = JSON.stringify(command);
    const known = answers.get(key) ?? probe(command);
    answers.set(key, known);
    return known;
  };
}

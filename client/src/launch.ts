import * as path from "node:path";
import type { Choice } from "./interpreter.ts";
import type { CheckSettings, ProgramSettings } from "./settings.ts";

/** Settings as the language server reads them. */
export interface ServerSettings extends CheckSettings {
  interpreter: string | null;
}

/** What the server is told first; `folders` is keyed by URI. */
export interface InitializationOptions {
  settings: ServerSettings;
  folders: Record<string, ServerSettings>;
  trusted: boolean;
}

/** Everything that decides how the server runs; two that are equal need no restart. */
export interface Launch {
  command: string;
  args: string[];
  initializationOptions: InitializationOptions;
}

export interface LaunchInput {
  extensionFolder: string;
  program: ProgramSettings;
  trusted: boolean;
  choice: Choice;
  /** The settings for files outside every folder. */
  settings: CheckSettings;
  folders: readonly { uri: string; path: string; settings: CheckSettings }[];
}

/** @returns undefined when there is no program to run. */
export function describeLaunch(input: LaunchInput): Launch | undefined {
  const program = serverProgram(input);
  if (!program) {
    return undefined;
  }
  const [command, ...args] = program;
  return {
    command,
    args: [...args, "server", ...input.program.args],
    initializationOptions: {
      settings: withInterpreter(input.settings, input.choice, undefined),
      folders: Object.fromEntries(
        input.folders.map((folder) => [
          folder.uri,
          withInterpreter(folder.settings, input.choice, folder.path),
        ]),
      ),
      trusted: input.trusted,
    },
  };
}

/** The settings for a scope that the server asks for: a folder's URI, or nothing. */
export function settingsFor(options: InitializationOptions, scope: string | undefined): ServerSettings {
  return (scope === undefined ? undefined : options.folders[scope]) ?? options.settings;
}

export function sameLaunch(one: Launch | undefined, other: Launch | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function serverProgram(input: LaunchInput): [string, ...string[]] | undefined {
  if (input.program.path) {
    return [input.program.path];
  }
  if (!input.choice.server) {
    return undefined;
  }
  const bootstrap = path.join(input.extensionFolder, "bundled", "bootstrap.py");
  return [input.choice.server.executable, "-I", "-S", bootstrap];
}

function withInterpreter(
  settings: CheckSettings,
  choice: Choice,
  folder: string | undefined,
): ServerSettings {
  return { ...settings, interpreter: choice.environments.get(folder)?.python.executable ?? null };
}

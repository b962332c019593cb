import * as vscode from "vscode";
import type { SelectedEnvironments } from "./environments.ts";
import { type Choice, type Command, chooseInterpreters, remembering, type Source } from "./interpreter.ts";
import { describeLaunch, type Launch } from "./launch.ts";
import { pathSource, settingSource, virtualEnvironmentSource } from "./places.ts";
import { probePython, pythonsOnPath } from "./python.ts";
import {
  type CheckSettings,
  type ProgramSettings,
  readCheckSettings,
  readProgramSettings,
} from "./settings.ts";

/** What to run now. */
export interface Selection {
  /** Undefined where there is nothing to run, or nothing to run it with. */
  launch: Launch | undefined;
  /** Undefined where torchvet is switched off and no Python was looked for. */
  choice: Choice | undefined;
}

/**
 * Reads settings, trust and environments.
 *
 * In a workspace that isn't trusted nothing of it is run: VS Code hides its values of the settings that name
 * programs, no other extension is asked, its virtual environment isn't looked at, and no Python inside it counts.
 *
 * @param extensionFolder where the bundled server lies; Pythons are tried out there.
 */
export async function select(
  extensionFolder: string,
  environments: SelectedEnvironments,
): Promise<Selection> {
  const folders = (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === "file")
    .map((folder) => ({
      uri: folder.uri.toString(),
      path: folder.uri.fsPath,
      settings: checkSettings(folder.uri),
    }));
  const settings = checkSettings(undefined);
  if (![settings, ...folders.map((folder) => folder.settings)].some((some) => some.enable)) {
    return { launch: undefined, choice: undefined };
  }
  const trusted = vscode.workspace.isTrusted;
  const paths = folders.map((folder) => folder.path);
  const forbidden = trusted ? [] : paths;
  const pythons = pythonsOnPath({ environment: process.env, platform: process.platform, forbidden });
  const sources: Source[] = [
    settingSource((folder) => programSettings(folder).interpreter, forbidden),
    ...(trusted ? [...environments.sources, virtualEnvironmentSource()] : []),
    pathSource(pythons),
  ];
  const probe = remembering((command: Command) => probePython(command, extensionFolder));
  const choice = await chooseInterpreters(
    paths,
    sources,
    pythons.map((file) => [file]),
    probe,
  );
  const program = programSettings(paths[0]);
  return { choice, launch: describeLaunch({ extensionFolder, program, trusted, choice, settings, folders }) };
}

function checkSettings(folder: vscode.Uri | undefined): CheckSettings {
  return readCheckSettings(vscode.workspace.getConfiguration("torchvet", folder ?? null));
}

function programSettings(folder: string | undefined): ProgramSettings {
  const scope = folder === undefined ? null : vscode.Uri.file(folder);
  return readProgramSettings(vscode.workspace.getConfiguration("torchvet", scope), {
    workspaceFolder: folder,
  });
}

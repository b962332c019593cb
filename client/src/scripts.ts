import * as path from "node:path";
import * as vscode from "vscode";
import { joinArguments, splitArguments } from "./arguments.ts";
import type { Memory, RememberedScript } from "./memory.ts";
import type { Configured } from "./verify_protocol.ts";

/** What is verified; without a script, what the project's configuration names. */
export interface Target {
  script?: vscode.Uri;
  /** Undefined: what the settings and the configuration say. */
  args?: string[] | undefined;
}

interface Item extends vscode.QuickPickItem {
  target?: Target;
}

const EDIT: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("edit"),
  tooltip: "Change the arguments",
};

/** Lets the user choose a script: that of the active editor, the configured one, or one of the last ones. */
export async function chooseScript(
  memory: Memory,
  configured: readonly Configured[],
): Promise<Target | undefined> {
  const items = offered(memory, configured);
  const chosen = await pick([...items, { label: "$(folder-opened) Another script…", alwaysShow: true }]);
  if (!chosen) {
    return undefined;
  }
  const target = chosen.item.target ?? (await openScript(memory));
  return target && (chosen.edit ? askForArguments(target) : target);
}

/** The script of the active editor; a notebook or a file that was never saved is none. */
export function activeScript(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "python" && document.uri.scheme === "file" ? document.uri : undefined;
}

/** The target that a lens, a menu or another extension names. */
export function targetOf(argument: unknown, memory: Memory): Target | undefined {
  const given =
    argument instanceof vscode.Uri ? argument : (argument as { script?: unknown } | undefined)?.script;
  if (!(given instanceof vscode.Uri) && typeof given !== "string") {
    return undefined;
  }
  const script = typeof given === "string" ? vscode.Uri.parse(given) : given;
  return { script, args: memory.argumentsFor(script.toString()) };
}

function offered(memory: Memory, configured: readonly Configured[]): Item[] {
  const active = activeScript()?.toString();
  const items = new Map<string, Item>();
  const add = (script: string, about: string, args: string[] | undefined) => {
    if (!items.has(script)) {
      items.set(script, itemOf(script, about, args));
    }
  };
  if (active) {
    add(active, "active editor", memory.argumentsFor(active));
  }
  const named: Item[] = [];
  for (const { name, script, args } of configured) {
    if (script) {
      add(script, "configured", memory.argumentsFor(script) ?? args);
    } else {
      named.push({ label: name, description: "configured", target: {} });
    }
  }
  for (const { script, args } of memory.scripts) {
    add(script, "verified before", args);
  }
  return [...items.values(), ...named];
}

function itemOf(script: string, about: string, args: RememberedScript["args"]): Item {
  const uri = vscode.Uri.parse(script);
  const folder = path.dirname(vscode.workspace.asRelativePath(uri));
  return {
    label: path.basename(uri.fsPath),
    description: folder === "." ? about : `${folder} · ${about}`,
    buttons: [EDIT],
    target: { script: uri, args },
    ...(args?.length ? { detail: joinArguments(args) } : {}),
  };
}

function pick(items: Item[]): Promise<{ item: Item; edit: boolean } | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  box.title = "Verify: Overfit One Batch";
  box.placeholder = "The script that trains";
  box.matchOnDescription = true;
  box.items = items;
  return new Promise((resolve) => {
    const answer = (item: Item | undefined, edit: boolean) => {
      resolve(item && { item, edit });
      box.hide();
    };
    box.onDidAccept(() => answer(box.selectedItems[0], false));
    box.onDidTriggerItemButton(({ item }) => answer(item, true));
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

async function openScript(memory: Memory): Promise<Target | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [script] =
    (await vscode.window.showOpenDialog({
      title: "The script that trains",
      openLabel: "Verify",
      filters: { Python: ["py"] },
      ...(folder ? { defaultUri: folder } : {}),
    })) ?? [];
  return script && { script, args: memory.argumentsFor(script.toString()) };
}

async function askForArguments(target: Target): Promise<Target | undefined> {
  const line = await vscode.window.showInputBox({
    title: `Arguments for ${path.basename(target.script?.fsPath ?? "")}`,
    prompt: "As on a command line; they are remembered for this workspace",
    value: joinArguments(target.args ?? []),
  });
  return line === undefined ? undefined : { ...target, args: splitArguments(line) };
}

import * as vscode from "vscode";
import type { Log } from "./log.ts";

const FIX_ALL = "source.fixAll.torchvet";
/** The cells of a notebook are one program, and are fixed together. */
const FIX_NOTEBOOK = "notebook.source.fixAll.torchvet";

const CELL_SCHEME = "vscode-notebook-cell";

/** What the palette offers. */
export function registerCommands(log: Log, restart: () => Promise<void>): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("torchvet.restart", restart),
    vscode.commands.registerCommand("torchvet.showLogs", () => log.show()),
    vscode.commands.registerCommand("torchvet.fixAll", fixAll),
  );
}

/** Applies every safe fix of the active editor's document or notebook. */
async function fixAll(): Promise<void> {
  const document = activeDocument();
  if (!document) {
    return;
  }
  const kind = document.uri.scheme === CELL_SCHEME ? FIX_NOTEBOOK : FIX_ALL;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    new vscode.Range(0, 0, document.lineCount, 0),
    kind,
    1,
  );
  const edit = actions.find((action) => action.kind?.value === kind)?.edit;
  if (!edit) {
    vscode.window.setStatusBarMessage("torchvet: nothing to fix", 3_000);
  } else if (!(await vscode.workspace.applyEdit(edit))) {
    await vscode.window.showWarningMessage("torchvet could not apply its fixes: the file changed meanwhile.");
  }
}

/** The document that is edited; any of its Python cells where a notebook is open and none of them is edited. */
function activeDocument(): vscode.TextDocument | undefined {
  const cells = vscode.window.activeNotebookEditor?.notebook.getCells() ?? [];
  const cell = cells.find(({ document }) => document.languageId === "python");
  return cell?.document ?? vscode.window.activeTextEditor?.document;
}

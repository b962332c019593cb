import * as vscode from "vscode";

/** The output channel *torchvet*, which the language server writes to as well. */
export type Log = vscode.LogOutputChannel;

export function createLog(): Log {
  return vscode.window.createOutputChannel("torchvet", { log: true });
}

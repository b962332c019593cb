import * as vscode from "vscode";
import type { Choice } from "./interpreter.ts";
import { OLDEST_SERVER_PYTHON } from "./python.ts";
import type { Problem, Result } from "./verify_protocol.ts";

const SELECT = "Select Interpreter";
const SETTING = "Open Setting";
const SETTINGS = "Open Settings";
const SHOW = "Show";
const LOGS = "Show Logs";
const RESTART = "Restart Server";

/** One sentence that says what is missing. */
export function noPythonSentence(choice: Choice): string {
  const needed = `torchvet needs Python ${OLDEST_SERVER_PYTHON.join(".")} or newer to run`;
  const [old] = choice.tooOld;
  return old
    ? `${needed}; only ${old.version.join(".")} was found (${old.executable}).`
    : `${needed}, and no Python was found.`;
}

/** Says that there is no Python, with a button that leads to where one is chosen. */
export async function showNoPython(choice: Choice): Promise<void> {
  await offerInterpreters(noPythonSentence(choice));
}

/** Says why a script can't be verified, with a button that leads to where it can be mended. */
export async function showProblem({ kind, message }: Problem): Promise<void> {
  if (kind === "no-torch" || kind === "interpreter") {
    await offerInterpreters(message);
  } else if (kind === "settings") {
    const pressed = await vscode.window.showErrorMessage(message, SETTINGS);
    if (pressed === SETTINGS) {
      await vscode.commands.executeCommand("workbench.action.openSettings", { query: "torchvet.verify" });
    }
  } else {
    await vscode.window.showErrorMessage(message);
  }
}

/** Says the verdict where nobody sees it. */
export async function showVerdict(name: string, result: Result, show: () => void): Promise<void> {
  const isWell =
    result.verdict === "overfits" && result.findings.every((each) => each.severity !== "warning");
  const message = `${name}: ${result.summary}`;
  const pressed = isWell
    ? await vscode.window.showInformationMessage(message, SHOW)
    : await vscode.window.showWarningMessage(message, SHOW);
  if (pressed === SHOW) {
    show();
  }
}

async function offerInterpreters(sentence: string): Promise<void> {
  const button = vscode.extensions.getExtension("ms-python.python") ? SELECT : SETTING;
  const pressed = await vscode.window.showErrorMessage(sentence, button);
  if (pressed === SELECT) {
    await vscode.commands.executeCommand("python.setInterpreter");
  } else if (pressed === SETTING) {
    await openSetting("torchvet.interpreter");
  }
}

/** A setting that names a program belongs to the machine where it runs, which a remote window shows on a page of its own. */
async function openSetting(query: string): Promise<void> {
  const page = vscode.env.remoteName === undefined ? "openSettings" : "openRemoteSettings";
  await vscode.commands.executeCommand(`workbench.action.${page}`, { query });
}

export async function showServerFailed(): Promise<void> {
  const pressed = await vscode.window.showErrorMessage(
    "The torchvet server ended unexpectedly several times and is not started again.",
    RESTART,
    LOGS,
  );
  if (pressed === RESTART) {
    await vscode.commands.executeCommand("torchvet.restart");
  } else if (pressed === LOGS) {
    await vscode.commands.executeCommand("torchvet.showLogs");
  }
}

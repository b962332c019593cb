import type { ExtensionContext } from "vscode";
import { registerCommands } from "./commands.ts";
import { Controller } from "./controller.ts";
import { createLog } from "./log.ts";
import { Verification } from "./verification.ts";

let controller: Controller | undefined;

export function activate(context: ExtensionContext): void {
  const log = createLog();
  const active = new Controller(log, context.extensionPath);
  controller = active;
  context.subscriptions.push(
    active,
    new Verification(active, context),
    registerCommands(log, () => active.restart()),
    log,
  );
  void active.restart();
}

export function deactivate(): Promise<void> | undefined {
  return controller?.stop();
}

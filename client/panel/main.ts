// The page of a verification: told by the extension what happens, it shows it.
import { advance, type FromPanel, type PanelState, type ToPanel } from "../src/panel_state.ts";
import { Chart } from "./chart.ts";
import { element } from "./elements.ts";
import { inFigures } from "./figures.ts";
import { findingItem } from "./findings.ts";
import { showLosses } from "./table.ts";
import { notesOf, sentenceOf, toneOf, wordOf } from "./words.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromPanel): void };

const code = acquireVsCodeApi();
const chart = new Chart();
let state: PanelState | undefined;

window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => {
  if (data.type === "state") {
    state = data.state;
    showAll(state);
  } else if (state) {
    advance(state, data.progress);
    showProgress(state);
  }
});

for (const wish of ["again", "stop", "copy", "interpreter"] as const) {
  element(wish).addEventListener("click", () => code.postMessage({ type: wish }));
}
code.postMessage({ type: "ready" });

function showAll(state: PanelState): void {
  const { phase, problem, result } = state;
  document.title = `Verify ${state.name}`;
  element("title").textContent = `Verify ${state.name} ${state.args}`.trim();
  element("verdict").dataset.tone = toneOf(state);
  element("word").textContent = wordOf(state);
  element("sentence").textContent = sentenceOf(state);
  show("stop", phase === "running");
  show("again", phase !== "running");
  show("copy", result !== undefined);
  show("interpreter", problem?.kind === "no-torch" || problem?.kind === "interpreter");
  const open = (filename: string, row: number, column: number) =>
    code.postMessage({ type: "open", filename, row, column });
  const findings = result?.findings ?? [];
  show("findings", findings.length > 0 || Boolean(result?.error?.filename));
  element("finding-list").replaceChildren(
    ...[result?.error ?? [], findings].flat().map((each) => findingItem(each, state.names ?? {}, open)),
  );
  const notes = notesOf(state);
  show("notes", notes.length > 0);
  element("note-list").replaceChildren(
    ...notes.map((note) => Object.assign(document.createElement("li"), { textContent: note })),
  );
  showProgress(state);
}

function showProgress(state: PanelState): void {
  const { losses, phase } = state;
  element("facts").textContent = phase === "running" ? liveFacts(state) : (state.facts ?? []).join(" · ");
  show("loss", losses.length > 0);
  chart.draw(losses);
  const last = losses.at(-1);
  if (last !== undefined) {
    const from = inFigures(losses[0] ?? null);
    const range = losses.length > 1 ? `from ${from} to ${inFigures(last)}` : from;
    element("chart").setAttribute("aria-label", `Curve of the loss: ${range} in ${losses.length} steps`);
  }
  showLosses(losses);
  showOutput(state.output);
}

function liveFacts({ accuracy, losses, steps, torch }: PanelState): string {
  const last = losses.at(-1);
  if (last === undefined) {
    return torch ? `torch ${torch} · waiting for the first step` : "starting Python and torch";
  }
  const right = accuracy === null ? [] : [`${Math.round(100 * accuracy)} % right`];
  return [`step ${losses.length} of ${steps}`, `loss ${inFigures(last)}`, ...right].join(" · ");
}

function showOutput(text: string): void {
  show("output-part", text !== "");
  const output = element("output");
  if (output.textContent !== text) {
    const isAtEnd = output.scrollHeight - output.scrollTop - output.clientHeight < 20;
    output.textContent = text;
    if (isAtEnd) {
      output.scrollTop = output.scrollHeight;
    }
  }
}

/** Shows or hides a part; the focus doesn't get lost with what goes. */
function show(id: string, isShown: boolean): void {
  const part = element(id);
  const hadFocus = part === document.activeElement;
  part.hidden = !isShown;
  if (hadFocus && !isShown) {
    [element("stop"), element("again")].find((button) => !button.hidden)?.focus();
  }
}

import type { PanelState } from "../src/panel_state.ts";
import type { Result } from "../src/verify_protocol.ts";

const WORDS: Record<Result["verdict"], string> = {
  overfits: "Learns one batch",
  plateaus: "Does not learn one batch",
  diverges: "Diverges",
  crashes: "Crashes",
  "no-training-step": "No training step",
  timeout: "Time is over",
  cancelled: "Stopped",
};

const WAYS: Record<string, string> = {
  loader: "Its loader gave the first batch again and again.",
  "loader and random state": "Its loader gave the first batch, with the same random numbers.",
  "random-state": "Each step drew the same random numbers.",
  replay: "The inputs of the model and of the loss were replaced by the first ones.",
};

/** How the verdict looks. */
export function toneOf({ phase, problem, result }: PanelState): "running" | "good" | "doubtful" | "bad" {
  if (phase === "running") {
    return "running";
  }
  if (problem || !result) {
    return "bad";
  }
  if (result.verdict === "overfits") {
    return result.findings.some((each) => each.severity === "warning") ? "doubtful" : "good";
  }
  return result.verdict === "cancelled" || result.verdict === "timeout" ? "doubtful" : "bad";
}

/** The verdict in a few words. */
export function wordOf(state: PanelState): string {
  if (state.phase === "running") {
    return state.isSecondRun ? "Running once more" : "Running";
  }
  if (!state.result) {
    return "Could not run";
  }
  const word = WORDS[state.result.verdict];
  const warnings = state.result.findings.filter((each) => each.severity === "warning").length;
  if (state.result.verdict !== "overfits" || warnings === 0) {
    return word;
  }
  return `${word}, with ${warnings === 1 ? "a warning" : `${warnings} warnings`}`;
}

/** The verdict in a sentence. */
export function sentenceOf({ isSecondRun, problem, result }: PanelState): string {
  if (problem) {
    return problem.message;
  }
  if (result) {
    return result.summary;
  }
  return isSecondRun
    ? "The script came to its end before it could be judged, and is run once more."
    : "The script is run on its first batch again and again.";
}

/** What there is to know about how it was run. */
export function notesOf({ names, result }: PanelState): string[] {
  if (!result) {
    return [];
  }
  const way = result.held === null ? undefined : WAYS[result.held];
  const files = result.held_back.map((file) => names?.[file] ?? file);
  return [...(way ? [way] : []), ...(files.length > 0 ? [`Not written: ${files.join(", ")}.`] : [])];
}

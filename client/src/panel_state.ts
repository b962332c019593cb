// What the panel shows, and what it and the extension say to each other.
import type { Problem, Progress, Result } from "./verify_protocol.ts";

/** So many characters of the script's output are kept, its end. */
const MOST_OUTPUT = 100_000;

export interface PanelState {
  /** The script's file name. */
  name: string;
  /** The script's arguments as one line. */
  args: string;
  phase: "running" | "done" | "problem";
  /** After how many steps at most it ends; 0 as long as that isn't known. */
  steps: number;
  torch: string | null;
  /** It is run for the second time, because it came to its end too early. */
  isSecondRun: boolean;
  losses: (number | null)[];
  accuracy: number | null;
  output: string;
  result?: Result;
  facts?: string[];
  /** The files of the result as people of this workspace name them. */
  names?: Record<string, string>;
  problem?: Problem;
}

export type ToPanel = { type: "state"; state: PanelState } | { type: "progress"; progress: Progress };

export type FromPanel =
  | { type: "ready" | "again" | "stop" | "copy" | "interpreter" }
  | { type: "open"; filename: string; row: number; column: number };

export function initialState(name: string, args: string): PanelState {
  return {
    name,
    args,
    phase: "running",
    steps: 0,
    torch: null,
    isSecondRun: false,
    losses: [],
    accuracy: null,
    output: "",
  };
}

/** Takes what has happened into the state; the extension and the panel do it alike. */
export function advance(state: PanelState, progress: Progress): void {
  if (progress.again) {
    state.losses = [];
    state.isSecondRun = true;
  }
  state.steps = progress.steps;
  state.torch = progress.torch ?? state.torch;
  state.accuracy = progress.accuracy ?? state.accuracy;
  state.losses.push(...progress.losses);
  state.output = (state.output + progress.output).slice(-MOST_OUTPUT);
}

// What the client and the language server say to each other about verifications; see lsp/verifying.py.

export const VERIFY = "torchvet/verify";
export const STOP = "torchvet/stopVerification";
export const CONFIGURED = "torchvet/configuredScripts";
export const PROGRESS = "torchvet/verifyProgress";

export interface Place {
  filename: string;
  location: { row: number; column: number };
  /** The line's text. */
  text?: string;
}

export interface Finding {
  code: string | null;
  severity: "warning" | "information";
  message: string;
  advice: string;
  filename: string | null;
  location: { row: number; column: number } | null;
  text?: string;
  related: (Place & { message: string })[];
}

export interface Result {
  verdict: "overfits" | "plateaus" | "diverges" | "crashes" | "no-training-step" | "timeout" | "cancelled";
  summary: string;
  script: string;
  device: string | null;
  steps: number;
  seconds: number;
  loss: { initial: number | null; final: number | null; history: (number | null)[] } | null;
  accuracy: { initial: number; final: number } | null;
  findings: Finding[];
  error: { type: string; message: string; filename: string | null; row: number | null; text?: string } | null;
  held: string | null;
  held_back: string[];
}

export interface Problem {
  kind: "untrusted" | "settings" | "script" | "interpreter" | "no-torch" | "busy" | "platform" | "failed";
  message: string;
}

/** What `torchvet/verify` answers when the run is over. */
export interface Answer {
  result?: Result;
  problem?: Problem;
  python?: string;
  args?: string[];
}

/** What a folder's configuration names to be verified; without a script it is a function. */
export interface Configured {
  name: string;
  script: string | null;
  args: string[];
}

/** What has happened since the last time, about ten times a second. */
export interface Progress {
  script: string | null;
  steps: number;
  /** The script is run once more: what was told before doesn't count. */
  again: boolean;
  torch: string | null;
  step: number | null;
  losses: (number | null)[];
  accuracy: number | null;
  output: string;
}

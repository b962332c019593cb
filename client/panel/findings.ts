import type { Finding, Result } from "../src/verify_protocol.ts";
import { make } from "./elements.ts";

export type Open = (filename: string, row: number, column: number) => void;
type ScriptError = NonNullable<Result["error"]>;

/** One finding, or the error that ended the script, with a link to each of its lines. */
export function findingItem(
  finding: Finding | ScriptError,
  names: Record<string, string>,
  open: Open,
): HTMLElement {
  const link = (filename: string, row: number, column: number): HTMLElement => {
    const button = make("button", "link", `${names[filename] ?? filename}:${row}`);
    button.setAttribute("type", "button");
    button.addEventListener("click", () => open(filename, row, column));
    return button;
  };
  return "type" in finding ? errorItem(finding, link) : measuredItem(finding, link);
}

type Link = (filename: string, row: number, column: number) => HTMLElement;

function errorItem(error: ScriptError, link: Link): HTMLElement {
  const item = make("li", "error", line("error", error.type, error.message));
  if (error.filename && error.row) {
    item.append(place(link(error.filename, error.row, 1), error.text));
  }
  return item;
}

function measuredItem(finding: Finding, link: Link): HTMLElement {
  const item = make("li", finding.severity, line(finding.severity, finding.code, finding.message));
  if (finding.filename && finding.location) {
    const { row, column } = finding.location;
    item.append(place(link(finding.filename, row, column), finding.text));
  }
  for (const { filename, location, message, text } of finding.related) {
    item.append(place(link(filename, location.row, location.column), text, message));
  }
  if (finding.advice) {
    item.append(make("p", "advice", finding.advice));
  }
  return item;
}

function line(severity: string, code: string | null, message: string): HTMLElement {
  const head = [make("span", "severity", severity), ...(code ? [" ", make("span", "code", code)] : [])];
  return make("p", "message", ...head, " ", message);
}

function place(link: HTMLElement, text: string | undefined, message?: string): HTMLElement {
  const parts: (string | Node)[] = [link];
  if (message) {
    parts.push(" ", message);
  }
  if (text) {
    parts.push(make("code", "source", text));
  }
  return make("p", "place", ...parts);
}

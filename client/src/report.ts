import type { Finding, Result } from "./verify_protocol.ts";

const BLOCKS = "▁▂▃▄▅▆▇█";
const CURVE_WIDTH = 40;

/** Shows a file's path as people of this workspace name it. */
export type ShowPath = (file: string) => string;

/** The verdict as Markdown, for an issue or a chat. */
export function asMarkdown(result: Result, show: ShowPath): string {
  return [
    `### Verify \`${show(result.script)}\`: ${result.verdict}`,
    result.summary,
    [...facts(result).map((fact) => `- ${fact}`)].join("\n"),
    curve(result),
    ...result.findings.map((finding) => findingAsMarkdown(finding, show)),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** The figures of a run, each in a few words. */
export function facts(result: Result): string[] {
  const { accuracy, device, loss, seconds, steps } = result;
  return [
    loss && `loss ${shown(loss.initial)} → ${shown(loss.final)}`,
    accuracy && `accuracy ${percent(accuracy.initial)} → ${percent(accuracy.final)}`,
    steps === 1 ? "1 step" : `${steps} steps`,
    `${seconds.toFixed(1)} s`,
    device,
  ].filter((fact): fact is string => typeof fact === "string");
}

/** A number in four digits; what is not finite has no number. */
export function shown(value: number | null): string {
  return value === null ? "not a finite number" : String(Number(value.toPrecision(4)));
}

export function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}

function curve(result: Result): string {
  const values = (result.loss?.history ?? []).filter((value) => value !== null);
  if (values.length < 2) {
    return "";
  }
  const count = Math.min(CURVE_WIDTH, values.length);
  const points = Array.from(
    { length: count },
    (_, index) => values[Math.round((index * (values.length - 1)) / (count - 1))] ?? 0,
  );
  const [low, high] = [Math.min(...points), Math.max(...points)];
  const line = points.map((value) =>
    BLOCKS.charAt(high > low ? Math.round(((value - low) / (high - low)) * (BLOCKS.length - 1)) : 0),
  );
  return `\`${line.join("")}\``;
}

function findingAsMarkdown(finding: Finding, show: ShowPath): string {
  const place =
    finding.filename && finding.location ? `\`${show(finding.filename)}:${finding.location.row}\` ` : "";
  const code = finding.code ? `${finding.code} ` : "";
  const lines = [`- ${place}${finding.severity} ${code}**${finding.message}**`];
  if (finding.text) {
    lines.push("", "  ```python", `  ${finding.text}`, "  ```");
  }
  for (const related of finding.related) {
    lines.push(`  - \`${show(related.filename)}:${related.location.row}\` ${related.message}`);
  }
  if (finding.advice) {
    lines.push("", `  ${finding.advice}`);
  }
  return lines.join("\n");
}

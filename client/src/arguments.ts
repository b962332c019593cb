/** Blanks, a quoted part, an escaped character, or what stands between those. */
const PART = /(\s+)|"((?:\\.|[^"\\])*)"?|'([^']*)'?|\\(.)|([^\s"'\\]+|\\$)/gs;

/** Splits a line into arguments as a shell would: quotes hold together, a backslash takes the next character. */
export function splitArguments(line: string): string[] {
  const found: string[] = [];
  let isInside = false;
  for (const [, blanks, double, single, escaped, plain] of line.matchAll(PART)) {
    if (blanks === undefined) {
      const text = double?.replace(/\\(.)/gs, "$1") ?? single ?? escaped ?? plain ?? "";
      found.push((isInside ? (found.pop() ?? "") : "") + text);
    }
    isInside = blanks === undefined;
  }
  return found;
}

/** A line that `splitArguments` would split into these arguments. */
export function joinArguments(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./~-]+$/.test(arg) ? arg : `"${arg.replace(/["\\]/g, "\\$&")}"`))
    .join(" ");
}

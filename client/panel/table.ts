import { element, make } from "./elements.ts";
import { inFigures } from "./figures.ts";

const MOST_ROWS = 25;

/** The losses as a table, for those who don't see the curve; of many steps some. */
export function showLosses(losses: readonly (number | null)[]): void {
  const count = Math.min(MOST_ROWS, losses.length);
  const rows = Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : Math.round((index * (losses.length - 1)) / (count - 1)),
  );
  element("table").replaceChildren(
    ...rows.map((index) =>
      make("tr", "", make("td", "", String(index + 1)), make("td", "", inFigures(losses[index] ?? null))),
    ),
  );
}

/** A loss in three figures; what is no finite number has no figures. */
export function inFigures(value: number | null): string {
  return value === null ? "not finite" : String(Number(value.toPrecision(3)));
}

import uPlot from "uplot";
import { element } from "./elements.ts";
import { inFigures } from "./figures.ts";

const HEIGHT = 240;
const ROOM_ABOVE = 1.05;
const FONT_SIZE = 12;
/** So few make no line that could be seen. */
const FEW_POINTS = 3;

/** The loss curve, in the colours of the theme. */
export class Chart {
  private readonly place = element("chart");
  private readonly readout = element("readout");
  private plot: uPlot | undefined;
  private losses: (number | null)[] = [];

  constructor() {
    new ResizeObserver(() => this.resize()).observe(this.place);
    // VS Code announces another theme by another class and other variables.
    new MutationObserver(() => this.rebuild()).observe(document.body, { attributeFilter: ["class"] });
    new MutationObserver(() => this.rebuild()).observe(document.documentElement, {
      attributeFilter: ["style"],
    });
  }

  draw(losses: (number | null)[]): void {
    this.losses = losses;
    if (this.plot) {
      this.plot.setData(this.data());
    } else {
      this.rebuild();
    }
    this.readout.textContent = this.latest();
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = undefined;
    if (this.losses.length > 0) {
      this.plot = new uPlot(this.options(), this.data(), this.place);
    }
  }

  private resize(): void {
    this.plot?.setSize({ width: this.width, height: HEIGHT });
  }

  private get width(): number {
    return Math.max(200, this.place.clientWidth);
  }

  private data(): uPlot.AlignedData {
    return [this.losses.map((_, index) => index + 1), this.losses];
  }

  private options(): uPlot.Options {
    const text = colour("--vscode-foreground");
    const font = `${FONT_SIZE}px ${getComputedStyle(document.body).fontFamily}`;
    const axis: uPlot.Axis = {
      stroke: text,
      font,
      labelFont: font,
      grid: { stroke: colour("--torchvet-grid"), width: 1 },
      ticks: { stroke: colour("--torchvet-grid"), width: 1, size: 4 },
    };
    return {
      width: this.width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      hooks: { setCursor: [(plot) => this.point(plot.cursor.idx)] },
      scales: {
        x: { time: false, range: (_, least, most) => [least, Math.max(most, least + 1)] },
        y: { range: (_, least, most) => [Math.min(0, least), most > 0 ? most * ROOM_ABOVE : 1] },
      },
      axes: [
        {
          ...axis,
          label: "step",
          labelSize: 18,
          size: 28,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
        },
        { ...axis, size: 52, values: (_, splits) => splits.map(inFigures) },
      ],
      series: [
        {},
        {
          stroke: colour("--torchvet-curve"),
          width: 2,
          spanGaps: false,
          points: { show: (plot) => plot.data[0].length < FEW_POINTS },
        },
      ],
    };
  }

  /** Says the loss under the mouse; the table has all of them for those without one. */
  private point(index: number | null | undefined): void {
    const loss = index === null || index === undefined ? undefined : this.losses[index];
    this.readout.textContent =
      loss === undefined ? this.latest() : `step ${(index ?? 0) + 1}: loss ${inFigures(loss)}`;
  }

  private latest(): string {
    const last = this.losses.at(-1);
    return last === undefined ? "" : `step ${this.losses.length}: loss ${inFigures(last)}`;
  }
}

function colour(variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

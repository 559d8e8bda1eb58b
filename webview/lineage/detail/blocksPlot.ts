import { scaleLog } from "d3-scale";
import { comparatives } from "../../../src/engine/domain/metricText.ts";
import type { Gain, Metric } from "../../../src/engine/domain/verdict.ts";
import { svg } from "../../ui/dom.ts";
import { gainTicks } from "../canvas/scales.ts";
import { ratioText } from "../words.ts";

const width = 340;
const height = 62;
const edge = 16;
const middle = 22;
const axis = 44;

/**
 * One dot for each block at how many times as good the candidate was, on a log axis, over the 95 % interval of the gain.
 * @param data the datum of each block, at least one.
 * @param summary the plot in a sentence, for those who cannot see it.
 */
export function blocksPlot(data: readonly number[], gain: Gain | null, summary: string): SVGElement {
  const ratios = data.map((d) => Math.exp(d));
  const low = Math.min(1, ...ratios, gain?.low ?? 1);
  const high = Math.max(1, ...ratios, gain?.high ?? 1);
  const margin = Math.max(Math.log(high / low) * 0.06, 0.02);
  const x = scaleLog([low * Math.exp(-margin), high * Math.exp(margin)], [edge, width - edge]);
  const [from = low, to = high] = x.domain();
  const ticks = gainTicks([from, to], 6).map((tick) =>
    svg("g", {
      children: [
        svg("line", {
          class: "plot-grid",
          attributes: { x1: String(x(tick)), x2: String(x(tick)), y1: "4", y2: String(axis) },
        }),
        svg("text", {
          class: "plot-tick",
          text: ratioText(tick),
          attributes: { x: String(x(tick)), y: String(axis + 13) },
        }),
      ],
    }),
  );
  return svg("svg", {
    class: "blocks-plot",
    attributes: { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": summary },
    children: [
      ...ticks,
      gain === null
        ? null
        : svg("rect", {
            class: "plot-interval",
            attributes: {
              x: String(x(gain.low)),
              width: String(Math.max(1, x(gain.high) - x(gain.low))),
              y: "6",
              height: String(axis - 8),
            },
          }),
      svg("line", {
        class: "plot-one",
        attributes: { x1: String(x(1)), x2: String(x(1)), y1: "2", y2: String(axis) },
      }),
      ...ratios.map((ratio, index) =>
        svg("circle", {
          class: "plot-dot",
          attributes: { cx: String(x(ratio)), cy: String(middle + jitter(index)), r: "3.5" },
        }),
      ),
    ],
  });
}

/** Spreads dots that lie on one another, the same way every time. */
function jitter(index: number): number {
  return ((index * 7) % 5) * 5 - 10;
}

/** Blocks in a sentence. */
export function blocksSummary(data: readonly number[], metric: Metric): string {
  const better = data.filter((d) => d > 0).length;
  const [low, high] = [Math.min(...data), Math.max(...data)].map((d) => ratioText(Math.exp(d)));
  return `The candidate was ${comparatives(metric).better} in ${better} of ${data.length} blocks; single blocks range from ${low} to ${high}.`;
}

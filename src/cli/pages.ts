import { benchmarkText } from "../engine/domain/benchmarkText.ts";
import { candidateLabel } from "../engine/domain/candidate.ts";
import { gainText } from "../engine/domain/gainText.ts";
import { exponentText, growthText } from "../engine/domain/growthText.ts";
import {
  blockData,
  comparedValues,
  comparisonText,
  metricName,
  secondClock,
} from "../engine/domain/metricText.ts";
import { inconclusiveText } from "../engine/domain/noiseText.ts";
import { type CandidateView, candidateOf, directionOf, type RunView } from "../engine/domain/runView.ts";
import { sandboxText } from "../engine/domain/sandboxText.ts";
import type { Block, Metric } from "../engine/domain/verdict.ts";
import { baselineLines, calibrationLine, directionLine } from "./runLines.ts";
import { candidateLine, endSentence, ledgerLines, targetName, verdictText } from "./words.ts";

/** A run as `evolvent show` prints it: its conditions, its candidates, its finding. */
export function runPage(view: RunView): string {
  const { machine, facts, calibration, spec } = view;
  return [
    `${view.run}  ${targetName(view)}  seed ${spec.seed}  base ${view.base.slice(0, 10)}`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, ${machine.runtime}`,
    `Measured by ${benchmarkText(spec.benchmark)}`,
    ...(facts === null
      ? []
      : [...baselineLines(facts, spec), ...facts.sandbox.limits.map((limit) => `Limit: ${limit}`)]),
    ...(calibration === null ? [] : [calibrationLine(calibration, false)]),
    ...view.warnings.map((warning) => `warning: ${warning}`),
    "",
    ...view.candidates.map(candidateLine),
    "",
    ...view.directions.map(directionLine),
    ...ledgerLines(view),
    endSentence(view),
  ].join("\n");
}

/** A candidate as `evolvent show` prints it: everything known of it, and its code. */
export function candidatePage(candidate: CandidateView, view: RunView): string {
  const rows: readonly Row[] = [
    ["verdict", verdictText(candidate)],
    ...whyRows(candidate, view),
    ...confirmationRows(candidate, view),
    ...blockRows(candidate, view),
    ["parents", candidate.parents.map(candidateLabel).join(", ")],
    ["commit", candidate.commit],
    ...originRows(candidate, view),
    ...abstractRows(candidate),
    ...gateRows(candidate),
    ...(candidate.sandbox === null ? [] : [["ran in", sandboxText(candidate.sandbox)] as const]),
    ...(candidate.declined === null ? [] : [["declined", candidate.declined] as const]),
    ...(candidate.acceptedInto === null ? [] : [["accepted", candidate.acceptedInto] as const]),
  ];
  return [
    `${candidateLabel(candidate.number)}  ${candidate.operator}: ${candidate.summary}`,
    ...rows.map(([name, text]) => `${name.padEnd(14)}${text}`),
    "",
    candidate.code.target,
  ].join("\n");
}

type Row = readonly [name: string, text: string];

function whyRows({ verdict, number }: CandidateView, { run, calibration }: RunView): readonly Row[] {
  if (verdict?.kind !== "inconclusive") return [];
  return [
    ["why", inconclusiveText(verdict.gain, calibration)],
    ["", `evolvent measure ${run} ${number} measures more.`],
  ];
}

function confirmationRows({ confirmation }: CandidateView, { facts }: RunView): readonly Row[] {
  if (confirmation === null) return [];
  const { confirmed, gain, growth } = confirmation;
  const unseen = (facts?.inputs?.heldOut ?? 0) > 0 ? " on unseen inputs" : "";
  return [
    [
      "confirmation",
      `${confirmed ? "confirmed" : "not confirmed"} ${gainText(gain)}, ${gain.blocks} blocks${unseen}`,
    ],
    ...(growth === null
      ? []
      : ([
          ["growth", growthText(growth)],
          ["  baseline", exponentText(growth.baseline)],
          ["  candidate", exponentText(growth.candidate)],
        ] as const)),
  ];
}

function blockRows({ blocks, confirmationBlocks }: CandidateView, { facts }: RunView): readonly Row[] {
  if (facts === null) return [];
  const { metric } = facts;
  const clock = secondClock(metric);
  return [
    ...rowsOf("search", blocks, metric, clock),
    ...rowsOf("confirmed by", confirmationBlocks, metric, clock),
  ];
}

function rowsOf(
  name: string,
  blocks: readonly Block[],
  metric: Metric,
  clock: Metric | null,
): readonly Row[] {
  const values = comparedValues(blocks, metric);
  if (values === null) return [];
  const second = clock === null ? [] : blockData(blocks, clock);
  return [
    [name, `${blocks.length} blocks, ${comparisonText(values, metric)}`],
    ...(clock === null || second.length === 0
      ? []
      : [
          [
            "",
            `by ${metricName(clock)} better in ${second.filter((d) => d > 0).length} of ${second.length} blocks`,
          ] as const,
        ]),
  ];
}

/** How it came about: the direction it follows, the model that wrote it, and what that was shown. */
function originRows({ direction, author, exemplars }: CandidateView, view: RunView): readonly Row[] {
  const followed = direction === null ? null : directionOf(view, direction);
  return [
    ...(followed === null ? [] : [["direction", followed.idea] as const]),
    ...(author === null ? [] : [["written by", `${author.model}, ${author.tokens} tokens`] as const]),
    ...exemplars.map(
      ({ candidate, reason }) => ["shown", `${candidateLabel(candidate)}: ${reason}`] as const,
    ),
  ];
}

function abstractRows({ abstract }: CandidateView): readonly Row[] {
  if (abstract === null) return [];
  const rows: readonly Row[] = [
    ["introduces", abstract.introduces.join("; ")],
    ["inherits", abstract.inherits.join("; ")],
    ["failure", abstract.failure ?? ""],
  ];
  return rows.filter(([, text]) => text !== "");
}

function gateRows({ gates }: CandidateView): readonly Row[] {
  return gates.flatMap(({ gate, passed, ms, reason, remarks }) => [
    [
      "gate",
      `${gate} ${passed ? "passed" : "failed"} in ${Math.round(ms)} ms${reason === null ? "" : `: ${reason}`}`,
    ] as const,
    ...remarks.map((remark) => ["", `look at: ${remark}`] as const),
  ]);
}

/**
 * What measuring a candidate more has found, in one sentence.
 * @param isFound false when it was stopped before it found anything.
 */
export function measuredSentence(view: RunView, number: number, isFound: boolean): string {
  const confirmation = isFound ? (candidateOf(view, number)?.confirmation ?? null) : null;
  if (confirmation === null) return "Stopped; the verdict is what it was.";
  const gain = `${gainText(confirmation.gain)} after ${confirmation.gain.blocks} fresh blocks`;
  return confirmation.confirmed
    ? `Candidate ${candidateLabel(number)} is confirmed: ${gain}. evolvent accept ${view.run} ${number} takes it.`
    : `Candidate ${candidateLabel(number)} is not confirmed: ${gain}.`;
}

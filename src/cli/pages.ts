import { attackText } from "../engine/domain/attack.ts";
import { benchmarkText } from "../engine/domain/benchmarkText.ts";
import { candidateLabel, type Direction } from "../engine/domain/candidate.ts";
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
    ...voiceLines(view),
    ...view.directions.map(directionLine),
    ...agentLines(view),
    ...ledgerLines(view),
    endSentence(view),
  ].join("\n");
}

/** What the user pinned and forbade. */
function voiceLines({ voice }: RunView): readonly string[] {
  return [
    ...voice.pinned.map((idea) => `Pinned: ${idea}`),
    ...voice.forbidden.map((idea) => `Forbidden: ${idea}`),
  ];
}

/** Who answered for the agents, and why a rule did. */
function agentLines({ agents }: RunView): readonly string[] {
  return agents.map(({ agent, model, rule, reason }) => {
    const last = reason === null ? "" : `; last: ${reason}`;
    return `     ${agent.padEnd(12)}answered ${model} times by the model, ${rule} times by a rule${last}`;
  });
}

/** A candidate as `evolvent show` prints it: everything known of it, and its code. */
export function candidatePage(candidate: CandidateView, view: RunView): string {
  const rows: readonly Row[] = [
    ["verdict", verdictText(candidate)],
    ...whyRows(candidate, view),
    ...(candidate.preferred === null ? [] : [["preferred", candidate.preferred] as const]),
    ...confirmationRows(candidate, view),
    ...blockRows(candidate, view),
    ["parents", candidate.parents.map(candidateLabel).join(", ")],
    ["commit", candidate.commit],
    ...originRows(candidate, view),
    ...abstractRows(candidate),
    ...candidate.answers.map(({ agent, by, reason }) => [agent, answerText(by, reason)] as const),
    ...gateRows(candidate),
    ...(candidate.attack === null ? [] : [["adversary", attackText(candidate.attack)] as const]),
    ...(candidate.sandbox === null ? [] : [["ran in", sandboxText(candidate.sandbox)] as const]),
    ...candidate.notes.map((note) => ["your note", note] as const),
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
    ...(followed === null ? [] : [["direction", directionText(followed)] as const]),
    ...(author === null ? [] : [["written by", `${author.model}, ${author.tokens} tokens`] as const]),
    ...exemplars.map(
      ({ candidate, reason }) => ["shown", `${candidateLabel(candidate)}: ${reason}`] as const,
    ),
  ];
}

/** `sort once before the loop (no. 2, credit 0.120 after 3)`. */
function directionText({ idea, id, credit, trials }: Direction): string {
  const earned = trials === 0 ? "no credit yet" : `credit ${credit.toFixed(3)} after ${trials}`;
  return `${idea} (no. ${id}, ${earned})`;
}

function answerText(by: "model" | "rule", reason: string | null): string {
  return `answered by ${by === "model" ? "the model" : "a rule"}${reason === null ? "" : `: ${reason}`}`;
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

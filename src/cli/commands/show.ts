import process from "node:process";
import { Command } from "commander";
import { candidateLabel } from "../../engine/domain/candidate.ts";
import { gainText } from "../../engine/domain/gainText.ts";
import { type CandidateView, candidateOf, type RunView } from "../../engine/domain/runView.ts";
import { RunError } from "../../engine/ports.ts";
import { candidateArgument } from "../arguments.ts";
import { openRunsHere } from "../context.ts";
import { candidateLine, endSentence, targetName, verdictText } from "../words.ts";

/** `evolvent show`: a run with its candidates, or one candidate with everything known of it. */
export function showCommand(): Command {
  return new Command("show")
    .description("show a run, or one of its candidates")
    .argument("<run>", "the run, as `evolvent runs` lists it")
    .argument("[candidate]", "number of a candidate", candidateArgument)
    .option("--json", "print the reduced view as JSON")
    .action(async (run: string, number: number | undefined, options: { readonly json?: boolean }) => {
      const view = await (await openRunsHere()).view(run);
      const candidate = number === undefined ? null : candidateOf(view, number);
      if (number !== undefined && candidate === null) {
        throw new RunError(
          "candidate-missing",
          `Run ${run} has no candidate ${number}; evolvent show ${run} lists them.`,
        );
      }
      const text =
        options.json === true
          ? JSON.stringify(candidate ?? view, null, 2)
          : candidate === null
            ? runText(view)
            : candidateText(candidate);
      process.stdout.write(`${text}\n`);
    });
}

function runText(view: RunView): string {
  return [
    `${view.run}  ${targetName(view)}  seed ${view.spec.seed}  base ${view.base.slice(0, 10)}`,
    `${view.machine.cpu}, ${view.machine.cores} cores, ${view.machine.platform}, ${view.machine.runtime}`,
    ...view.warnings.map((warning) => `warning: ${warning}`),
    "",
    ...view.candidates.map(candidateLine),
    "",
    endSentence(view),
  ].join("\n");
}

function candidateText(candidate: CandidateView): string {
  const { abstract, confirmation } = candidate;
  return [
    `${candidateLabel(candidate.number)}  ${candidate.operator}: ${candidate.summary}`,
    `verdict       ${verdictText(candidate)}`,
    ...(confirmation === null
      ? []
      : [
          `confirmation  ${confirmation.confirmed ? "confirmed" : "not confirmed"} ${gainText(confirmation.gain)}`,
        ]),
    `parents       ${candidate.parents.map(candidateLabel).join(", ")}`,
    `commit        ${candidate.commit}`,
    ...(abstract === null
      ? []
      : [
          `introduces    ${abstract.introduces.join("; ")}`,
          `inherits      ${abstract.inherits.join("; ")}`,
          ...(abstract.failure === null ? [] : [`failure       ${abstract.failure}`]),
        ]),
    ...candidate.gates.map(
      ({ gate, passed, ms, reason }) =>
        `gate          ${gate} ${passed ? "passed" : "failed"} in ${Math.round(ms)} ms${reason === null ? "" : `: ${reason}`}`,
    ),
    ...(candidate.declined === null ? [] : [`declined      ${candidate.declined}`]),
    ...(candidate.acceptedInto === null ? [] : [`accepted      ${candidate.acceptedInto}`]),
    "",
    candidate.code.target,
  ].join("\n");
}

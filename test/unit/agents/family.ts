import type { Abstract } from "../../../src/engine/domain/candidate.ts";
import type { CandidateView } from "../../../src/engine/domain/runView.ts";
import type { GateName, Verdict } from "../../../src/engine/domain/verdict.ts";
import type { Transition } from "../../../src/engine/search/transitions.ts";

/** A verdict with a gain that is known within 2 %. */
export function judged(estimate: number, kind?: "improved" | "tied" | "worse" | "inconclusive"): Verdict {
  const gain = { estimate, low: estimate * 0.98, high: estimate * 1.02, blocks: 12 };
  return { kind: kind ?? (estimate > 1.02 ? "improved" : estimate < 0.98 ? "worse" : "tied"), gain };
}

export function rejected(reason: string, gate: GateName = "differential"): Verdict {
  return { kind: "rejected", gate, reason };
}

export function abstract(
  introduces: readonly string[],
  inherits: readonly string[] = [],
  failure: string | null = null,
): Abstract {
  return { introduces, inherits, failure };
}

/** A judged candidate whose only parent is the baseline unless it is said otherwise. */
export function candidate(
  number: number,
  verdict: Verdict,
  rest: Partial<CandidateView> = {},
): CandidateView {
  return {
    number,
    parents: [0],
    operator: "mutate",
    summary: `change ${number}`,
    direction: null,
    exemplars: [],
    author: null,
    changes: [{ operator: rest.operator ?? "mutate", summary: rest.summary ?? `change ${number}` }],
    code: { target: `secret code ${number}`, helpers: [] },
    commit: "0".repeat(40),
    stage: "judged",
    gates: [],
    blocks: [],
    attack: null,
    preferred: null,
    verdict,
    sandbox: null,
    abstract: abstract([`trait ${number}`]),
    notes: [],
    answers: [],
    confirmation: null,
    confirmationAttempts: 0,
    confirmationBlocks: [],
    acceptedInto: null,
    declined: null,
    ...rest,
  };
}

/** The step that made a candidate. */
export function step(child: CandidateView, reward: number | null = null): Transition {
  const { verdict, parents } = child;
  if (verdict === null) throw new Error("not judged");
  return { parents, child, verdict, reward, advance: reward };
}

/** A run of many candidates, of which every third is better than its parent, every fifth rejected. */
export function longRun(count: number): readonly CandidateView[] {
  const candidates: CandidateView[] = [];
  for (let number = 1; number <= count; number++) {
    const parent = number < 4 ? 0 : number - 3;
    const phrases = (kind: string) =>
      Array.from({ length: 4 }, (_, index) => `${kind} ${number} with index ${index} built before loop`);
    candidates.push(
      candidate(
        number,
        number % 5 === 0 ? rejected(`input ${number} gave another answer`) : judged(1 + (number % 7) / 10),
        {
          parents: [parent],
          operator: `operator-${number % 12}`,
          direction: number % 6,
          abstract: abstract(
            phrases("table"),
            phrases("keeps"),
            number % 5 === 0 ? "loses order of equal keys" : null,
          ),
          declined: number % 11 === 0 ? `too clever for us, see remark ${number}` : null,
        },
      ),
    );
  }
  return candidates;
}

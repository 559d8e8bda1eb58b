import { assemble, type Baseline, type Code, regionOf, type Span } from "../../engine/domain/candidate.ts";
import type { ParentCode, Proposal, ProposalRequest, Proposer } from "../../engine/ports.ts";
import { LiteralTuner } from "../../engine/rewrite/literalTuner.ts";
import type { FoundTarget, Language } from "./language.ts";
import { holdsMarker } from "./other/markedBlocks.ts";
import { otherLanguage } from "./other/otherLanguage.ts";
import type { Target } from "./target.ts";

/**
 * Marked blocks as targets of a language that we have a parser for: what it proposes for a function, it proposes for
 * every function of the block.
 */
export function blocksOf(language: Language, file: string): Language {
  const blocks = otherLanguage(file, null);
  return {
    ...language,
    targets: blocks.targets,
    resolve: blocks.resolve,
    findInRegion({ text, baseline, target, code }): FoundTarget {
      const found = blocks.findInRegion({ text, baseline, target, code });
      const parses = language.targets(text, file).length > 0;
      if (found.kind === "problem" || parses || language.targets(baseline.text, file).length === 0)
        return found;
      return { kind: "problem", reason: "It does not parse." };
    },
    // Constants are tuned between the functions, too.
    proposers: language.proposers.map((proposer) =>
      proposer instanceof LiteralTuner ? proposer : new BlockProposer(language, proposer),
    ),
    features: (baseline, code) => [
      ...new Set(
        functionsIn(language, baseline, code).flatMap((inner) =>
          language.features(inner, {
            target: inner.text.slice(inner.region.start, inner.region.end),
            helpers: [],
          }),
        ),
      ),
    ],
  };
}

/** Proposes for each function of a block, and puts the block together again. */
class BlockProposer implements Proposer {
  readonly #language: Language;
  readonly #inner: Proposer;

  constructor(language: Language, inner: Proposer) {
    this.#language = language;
    this.#inner = inner;
  }

  async propose(request: ProposalRequest): Promise<readonly Proposal[]> {
    const [parent, second] = request.parents;
    if (parent === undefined) return [];
    if (second !== undefined) return this.#inner.propose(request);
    const proposals = await Promise.all(
      functionsIn(this.#language, request.baseline, parent.code).map((inner) =>
        this.#proposeFor(inner, parent, request),
      ),
    );
    return proposals.flat();
  }

  async #proposeFor(
    inner: Baseline,
    parent: ParentCode,
    request: ProposalRequest,
  ): Promise<readonly Proposal[]> {
    const block = regionOf(request.baseline, parent.code);
    const code = { target: inner.text.slice(inner.region.start, inner.region.end), helpers: [] };
    const proposals = await this.#inner.propose({
      ...request,
      baseline: inner,
      parents: [{ ...parent, code }],
    });
    return proposals.flatMap((proposal) => {
      const target = blockOf(inner, proposal.code, block);
      return holdsMarker(target)
        ? []
        : [
            {
              ...proposal,
              summary: `${proposal.summary} in ${inner.symbol}`,
              code: { ...parent.code, target },
            },
          ];
    });
  }
}

/** The outermost functions of a block, each as a baseline of its own whose helpers stay inside the block. */
function functionsIn(language: Language, baseline: Baseline, code: Code): readonly Baseline[] {
  const text = assemble(baseline, code);
  const block = regionOf(baseline, code);
  const inside = language.targets(text, baseline.file).filter(({ region }) => contains(block, region));
  return inside
    .filter((target) => !inside.some((other) => other !== target && contains(other.region, target.region)))
    .map((target) => baselineOf(target, { file: baseline.file, text, block }));
}

function baselineOf(
  { symbol, region, helperOffset }: Target,
  { file, text, block }: { readonly file: string; readonly text: string; readonly block: Span },
): Baseline {
  return { file, symbol, text, region, helperOffset: Math.max(helperOffset, block.start) };
}

function blockOf(inner: Baseline, code: Code, block: Span): string {
  const text = assemble(inner, code);
  return text.slice(block.start, block.end + (text.length - inner.text.length));
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

import { openTokenizer } from "../../src/adapters/models/tokenizer.ts";
import type { RunView } from "../../src/engine/domain/runView.ts";
import { SeededRandom } from "../../src/engine/search/seededRandom.ts";
import { bareRun, withCandidate, withDirections } from "../functions/bareRun.ts";
import { openRealTask } from "../functions/realTask.ts";
import type { CallTokens } from "./countingModel.ts";
import type { Kept } from "./lineage.ts";
import { allWithCode, openEvolveDefaults, rawHistoryCall } from "./openEvolve.ts";
import { ourCalls } from "./ours.ts";

/** What one proposal takes. */
export interface ProposalTokens {
  /** Every call of our agents that was made for it. */
  readonly ours: readonly CallTokens[];
  readonly openEvolve: CallTokens;
  /** Raw history in which every version has its code. */
  readonly raw: CallTokens;
}

/** The tokens of so many proposals that come after the first `size` candidates of a lineage. */
export async function proposalsAfter(
  size: number,
  count: number,
  lineage: readonly Kept[],
): Promise<readonly ProposalTokens[]> {
  const tokenizer = await openTokenizer();
  const { baseline } = await openRealTask("accessReport");
  const found: ProposalTokens[] = [];
  let view: RunView = bareRun(baseline);
  for (const kept of lineage.slice(0, size + count)) {
    if (kept.number > size) {
      const random = new SeededRandom(kept.number);
      const setting = { view, tokenizer, random };
      found.push({
        ours: await ourCalls({ baseline, view, tokenizer }, kept),
        openEvolve: rawHistoryCall({ ...setting, random: random.fork("same") }, kept, openEvolveDefaults),
        raw: rawHistoryCall({ ...setting, random: random.fork("same") }, kept, allWithCode),
      });
    }
    if (kept.directions !== null) view = withDirections(view, kept.directions);
    view = withCandidate(view, { ...kept, author: null });
  }
  return found;
}

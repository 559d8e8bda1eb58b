/** Counts tokens of texts. */
export interface Tokenizer {
  count(text: string): number;
}

/** The time that one long run of letters or blanks takes grows with the square of its length. */
const longestRun = 512;
const longRuns = new RegExp(`\\S{${longestRun},}|\\s{${longestRun},}`, "g");
const noneDisallowed = new Set<string>();

/**
 * The tokenizer of OpenAI's models since GPT-4o, which is nearly right for others too. Two megabytes, so it is read
 * when first asked for. What looks like a special token is counted as the text it is; of a text with runs of more
 * than 512 characters without a blank, up to one token too many for each 512.
 */
export async function openTokenizer(): Promise<Tokenizer> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  const countWhole = (text: string): number => countTokens(text, { disallowedSpecial: noneDisallowed });
  return {
    count(text) {
      let total = 0;
      let counted = 0;
      for (const { 0: run, index } of text.matchAll(longRuns)) {
        total += countWhole(text.slice(counted, index));
        for (let at = 0; at < run.length; at += longestRun)
          total += countWhole(run.slice(at, at + longestRun));
        counted = index + run.length;
      }
      return total + countWhole(text.slice(counted));
    },
  };
}

import type { ModelRole } from "../languageModel.ts";
import type { ModelAgentOptions } from "./asker.ts";
import { tidy } from "./phrases.ts";

/** How much of a prompt a section may take. */
export interface SectionBudget {
  /** Tokens of the whole section, its title aside. */
  readonly tokens: number;
  /** Tokens of one entry; a longer one is cut in its middle. */
  readonly each: number;
}

/** Makes texts fit the token budgets of a prompt's sections. Takes out what is private before it cuts anything. */
export class Fitter {
  readonly #role: ModelRole;
  readonly #options: ModelAgentOptions;

  constructor(role: ModelRole, options: ModelAgentOptions) {
    this.#role = role;
    this.#options = options;
  }

  /** As many entries as fit, in their order, so the last are dropped first. Each in one line. */
  lines(entries: readonly string[], budget: SectionBudget): readonly string[] {
    return this.blocks(entries, budget, tidy);
  }

  /** The same for entries of several lines. */
  blocks(
    entries: readonly string[],
    { tokens, each }: SectionBudget,
    form: (text: string) => string = (text) => text,
  ): readonly string[] {
    const { redact } = this.#options;
    const fitting: string[] = [];
    let rest = tokens;
    for (const entry of entries) {
      // Before and after: a form may join what an unseen character had split.
      const text = this.#cut(redact(form(redact(entry))), Math.min(each, tokens));
      rest -= this.#tokens(`${text}\n`);
      if (rest < 0) break;
      fitting.push(text);
    }
    return fitting;
  }

  #cut(text: string, most: number): string {
    // No text of more than 16 characters a token fits, and counting a huge one takes long.
    const close = text.length > most * 16 ? middleOut(text, most * 16) : text;
    if (this.#tokens(close) < most) return close;
    let [low, high] = [0, close.length];
    while (high - low > 4) {
      const length = Math.floor((low + high) / 2);
      if (this.#tokens(middleOut(close, length)) < most) low = length;
      else high = length;
    }
    return middleOut(close, low);
  }

  #tokens(text: string): number {
    return this.#options.model.tokensOf(this.#role, text);
  }
}

/** A titled part of a prompt; nothing when it has no entries. */
export function section(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : [`## ${title}\n${entries.join("\n")}`];
}

/** So many characters of the text, twice as many of its beginning as of its end. */
function middleOut(text: string, length: number): string {
  const tail = Math.floor(length / 3);
  return `${text.slice(0, length - tail)} … ${tail === 0 ? "" : text.slice(-tail)}`.toWellFormed();
}

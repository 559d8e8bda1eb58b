/** What comes of an attack when nobody reads its code: what is left is the sandbox, the harness and the judge. */
export type Expected =
  /** A gate or the timing rejects it with such a reason. */
  | {
      readonly kind: "rejected";
      readonly reason: RegExp;
      /** Chance decides when it is caught: by the confirmation at the latest. */
      readonly byChance?: true;
    }
  /** It is timed, and not found to be faster, or rejected with such a reason where the timing shows it; never for null. */
  | { readonly kind: "gains-nothing"; readonly unlessRejected: RegExp | null }
  /** The search is taken in, and the confirmation rejects it with such a reason. */
  | { readonly kind: "unconfirmed"; readonly reason: RegExp }
  /** It is no attack: it is offered. */
  | { readonly kind: "confirmed" };

/** Where its inputs come from: a module makes new values for every round; recorded calls repeat, and there are tests. */
export type Source = "module" | "recorded";

/** A module that has the same function as the honest one, and what is to come of it. */
export interface Attack {
  readonly language: "JavaScript" | "Python";
  /** Its file below `test/fixtures/attacks/<language>`, without the ending. Its first line says what it tries. */
  readonly name: string;
  readonly source: Source;
  /** What the scan gate rejects it for; null when it lets it pass. */
  readonly scan: RegExp | null;
  readonly unread: Expected;
}

export function rejected(reason: RegExp): Expected {
  return { kind: "rejected", reason };
}

export function rejectedByChance(reason: RegExp): Expected {
  return { kind: "rejected", reason, byChance: true };
}

export function unconfirmed(reason: RegExp): Expected {
  return { kind: "unconfirmed", reason };
}

export const gainsNothing: Expected = { kind: "gains-nothing", unlessRejected: null };

export function gainsNothingUnlessRejected(reason: RegExp): Expected {
  return { kind: "gains-nothing", unlessRejected: reason };
}

export const confirmed: Expected = { kind: "confirmed" };

/** A row of a table: what is not said is usual. */
export type Row = readonly [name: string, scan: RegExp | null, unread: Expected, source?: Source];

export function attacksIn(language: Attack["language"], rows: readonly Row[]): readonly Attack[] {
  return rows.map(([name, scan, unread, source = "module"]) => ({ language, name, source, scan, unread }));
}

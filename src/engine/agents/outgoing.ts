/** What must not leave the machine. */
export interface PrivateThings {
  /** Absolute folder of the repository: paths in it are said relative to it. */
  readonly repository: string;
  /** Absolute home folder of the user; null when there is none. */
  readonly home: string | null;
  /** Log-in names, and the author's names as git has them. */
  readonly users: readonly string[];
  /** Anything else, word for word, such as values of the environment. Those of less than 6 characters are left. */
  readonly strings: readonly string[];
}

/** A rule: what to find, of which the group `own` is private if there is one, and what to say in its place. */
interface Redaction {
  readonly pattern: RegExp;
  readonly by: string;
}

/** Keys and tokens in the forms that services give them. Every quantifier is bounded or runs over one class of signs. */
const secrets: readonly Redaction[] = [
  {
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}-----(?:(?!-----)[\s\S]){0,20000}(?:-----END [A-Z0-9 ]{0,40}-----)?/g,
    by: "[key]",
  },
  { pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, by: "[token]" },
  { pattern: /\b(?:sk|pk|rk)[-_][\w-]{16,}/g, by: "[key]" },
  {
    pattern:
      /\b(?:gh[opsur]_|github_pat_|glpat-|npm_|hf_|pypi-|dop_v1_|shpat_|shpss_|xai-|gsk_|r8_)[\w-]{12,}/g,
    by: "[token]",
  },
  { pattern: /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/g, by: "[key]" },
  { pattern: /\bAIza[\w-]{30,}/g, by: "[key]" },
  { pattern: /\bya29\.[\w-]{16,}/g, by: "[token]" },
  { pattern: /\bxox[a-z]-[\w-]{8,}/g, by: "[token]" },
  { pattern: /\bSG\.[\w-]{16,}\.[\w-]{16,}/g, by: "[key]" },
  { pattern: /\b(?:Bearer|Basic)\s{1,4}(?<own>[\w.~+/-]{12,}=*)/gi, by: "[token]" },
  { pattern: /\b[a-z][a-z0-9+.-]{0,20}:\/\/(?<own>[^\s/@:"'`]{1,100}:[^\s/@"'`]{1,200}@)/gi, by: "" },
  {
    pattern:
      /(?:api[_-]?key|secret|passwo?r?d|access[_-]?key|private[_-]?key|token|credentials?)\w{0,40}["']?\s{0,4}[=:]\s{0,4}["'`](?<own>[^"'`\n]{6,400})["'`]/gi,
    by: "[secret]",
  },
  {
    pattern:
      /(?:KEY|SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIALS?|api[_-]?key|secret|passwo?r?d|token)=(?<own>[^\s"'`,;()&]{6,400})/g,
    by: "[secret]",
  },
  {
    pattern: /(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.[a-z]{2,24}\b/gi,
    by: "[email]",
  },
];

/** Folders at the root of a machine that no route of a web service or pattern in code begins with. */
const systemPath =
  /(?<![\w.~/-])\/(?:home|Users|root|var|etc|opt|usr|tmp|private|mnt|media|srv|proc|sys|dev|run|snap|nix|Library|Applications|Volumes|workspaces?|builds?|work)(?:\/[^\s/"'`:;,()<>[\]{}|*?\\]*)+/g;
const drivePath = /(?<![\w])[A-Za-z]:(?:\\{1,2}|\/)(?!\/)[^\s"'`:;,()<>[\]{}|*?]*/g;
const sharePath = /(?<![\w\\])\\\\[\w.-]+\\[^\s"'`:;,()<>[\]{}|*?]*/g;
const homePath = /(?<![\w/~])~[\w-]{0,32}\/[^\s"'`:;,()<>[\]{}|*?\\]+/g;
/** Any absolute path of two names at least; in prose nothing else looks like one. */
const anyPath = /(?<![\w.~:/-])\/[\w.@+-]+(?:\/[^\s/"'`:;,()<>[\]{}|*?\\]*)+/g;
const fileUrl = /\bfile:\/\/[^\s"'`<>()]+/g;

const shortest = 6;
/** From this length on a text hardly stands within a word by chance. */
const longEnough = 12;
/** Log-in names that say nothing about anybody, and that code is full of. */
const commonNames: ReadonlySet<string> = new Set(
  "root user users admin administrator node test tester build builder runner ubuntu debian docker vscode codespace dev developer guest home local main nobody python server service system work".split(
    " ",
  ),
);

/**
 * Takes out of a text what is private before it goes into a prompt: keys and tokens, mail addresses, paths outside of
 * the repository, home folder and user names, and whatever else was told to be private.
 */
export class OutgoingGuard {
  readonly #roots: readonly Redaction[];
  readonly #known: readonly Redaction[];

  constructor({ repository, home, users, strings }: PrivateThings) {
    this.#roots = [
      ...rootRules(repository, (path) => [
        { pattern: new RegExp(`(?:file://)?(?<![\\w.])${path}[\\\\/]{1,4}(?![\\\\/]|\\.\\.)`, "gi"), by: "" },
        { pattern: new RegExp(`(?:file://)?(?<![\\w.])${path}(?![\\w.\\\\/-])`, "gi"), by: "." },
      ]),
      ...rootRules(home ?? "", (path) => [
        { pattern: new RegExp(`${path}(?![\\w.-])[^\\s"'\`:;,()<>[\\]{}|*?]*`, "gi"), by: "[path]" },
      ]),
    ];
    const names = users.filter((name) => name.length >= 2 && !commonNames.has(name.toLowerCase()));
    this.#known = [
      ...longestFirst(strings.filter((each) => each.length >= shortest)).map((each) => ({
        pattern: new RegExp(wordPattern(each), "g"),
        by: "[private]",
      })),
      ...longestFirst(names).map((name) => ({ pattern: namePattern(name), by: "[user]" })),
    ];
  }

  /** Prose, errors and output: every absolute path outside of the repository goes, and what is in it is relative. */
  prose(text: string): string {
    const rules = [
      ...this.#roots,
      ...pathRules,
      { pattern: anyPath, by: "[path]" },
      ...secrets,
      ...this.#known,
    ];
    return rules.reduce((kept, rule) => replaced(kept, rule, () => rule.by), text);
  }

  /**
   * Code, in which `/api/users` is no path of this machine: what is private has a mark in its place that is a word of
   * every language, so that an answer can have it again.
   */
  code(text: string, marks: PrivateMarks): string {
    const rules = [...this.#roots, ...pathRules, ...secrets, ...this.#known];
    return rules.reduce((kept, rule) => replaced(kept, rule, (found) => marks.markOf(found)), text);
  }
}

/** The marks that stand in one prompt for what is private in its code. */
export class PrivateMarks {
  readonly #marks = new Map<string, string>();

  /** The mark for a private text: the same for the same text. */
  markOf(text: string): string {
    const known = this.#marks.get(text);
    if (known !== undefined) return known;
    const mark = `WITHHELD_${this.#marks.size + 1}_`;
    this.#marks.set(text, mark);
    return mark;
  }

  /** An answer with what the marks stand for. */
  restored(answer: string): string {
    if (this.#marks.size === 0) return answer;
    // What was marked may hold a mark itself, so the last are the first to go.
    return [...this.#marks]
      .toReversed()
      .reduce((text, [original, mark]) => text.replaceAll(mark, () => original), answer);
  }
}

const pathRules: readonly Redaction[] = [fileUrl, drivePath, sharePath, homePath, systemPath].map(
  (pattern) => ({
    pattern,
    by: "[path]",
  }),
);

/** The text with something else in place of what is private in every match. */
function replaced(text: string, { pattern }: Redaction, by: (found: string) => string): string {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const { own = match[0] } = match.groups ?? {};
    if (own === "") continue;
    const start = match.index + match[0].lastIndexOf(own);
    parts.push(text.slice(from, start), by(own));
    from = start + own.length;
  }
  return from === 0 ? text : parts.join("") + text.slice(from);
}

/** Rules about a folder; none about the root of a disk, which everything is in. */
function rootRules(folder: string, rules: (path: string) => readonly Redaction[]): readonly Redaction[] {
  const names = folder.replace(/[\\/]+$/, "").split(/[\\/]+/);
  return names.length < 2 ? [] : rules(names.map(escaped).join("[\\\\/]{1,4}"));
}

/**
 * A name as a whole word. A short one, such as `max`, is a word of code more often than a name: it counts only where
 * a name is meant.
 */
function namePattern(name: string): RegExp {
  const short =
    name.length < 5 ? "(?<=@|\\b(?:TODO|FIXME|XXX|HACK|NOTE)\\(|\\b(?:author|by|user|owner)\\b\\W{1,3})" : "";
  return new RegExp(short + wordPattern(name), "gi");
}

/** The text as a whole word where it begins or ends with a letter or a digit; a long one also within words. */
function wordPattern(text: string): string {
  if (text.length >= longEnough) return escaped(text);
  const before = /^[A-Za-z0-9]/.test(text) ? "(?<![A-Za-z0-9])" : "";
  const after = /[A-Za-z0-9]$/.test(text) ? "(?![A-Za-z0-9])" : "";
  return before + escaped(text) + after;
}

function longestFirst(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted((a, b) => b.length - a.length || a.localeCompare(b));
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/-]/g, "\\$&");
}

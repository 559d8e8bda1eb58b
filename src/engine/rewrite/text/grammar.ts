/** What a language looks like from a distance: enough to tell comments, strings, numbers and loops. */
export interface Grammar {
  /** What begins a comment that ends with its line. */
  readonly lineComments: readonly string[];
  readonly blockComments: readonly BlockComment[];
  /** Longer signs first. */
  readonly strings: readonly Quote[];
  /** Patterns of whole strings that quotes do not describe, tried first. */
  readonly rawStrings: readonly RegExp[];
  /** Finds what this grammar may misread, so that such a text is better left as it is; null when there is nothing. */
  readonly unsure: RegExp | null;
  /** `free`: white space only keeps words apart. `lines`: line breaks count, too. `exact`: all of it counts. */
  readonly layout: "free" | "lines" | "exact";
  /** Lines that begin with `#` are for a preprocessor, where spaces and line breaks count. */
  readonly preprocessor: boolean;
  /** Words that begin a loop. */
  readonly loops: RegExp;
}

export interface BlockComment {
  readonly open: string;
  readonly close: string;
  readonly nested: boolean;
}

/** A string that ends with the sign it begins with. */
export interface Quote {
  readonly sign: string;
  readonly multiline: boolean;
  readonly escapes: boolean;
}

/** Matches every text. */
const always = /^/;

function quote(sign: string, multiline = false, escapes = true): Quote {
  return { sign, multiline, escapes };
}

function slashed(nested: boolean): Pick<Grammar, "lineComments" | "blockComments"> {
  return { lineComments: ["//"], blockComments: [{ open: "/*", close: "*/", nested }] };
}

const c: Grammar = {
  ...slashed(false),
  strings: [quote('"'), quote("'")],
  // `R"tag(…)tag"` of C++.
  rawStrings: [/(?:u8|[uUL])?R"([^()\\\s]{0,16})\([\s\S]*?\)\1"/y],
  // Trigraphs, comments that are continued on the next line, and macros that see where they stand.
  unsure: /\?\?\/|\/\/.*\\\r?$|__LINE__|__COUNTER__/m,
  layout: "free",
  preprocessor: true,
  loops: /^(for|while|do)$/,
};

const csharp: Grammar = {
  ...c,
  rawStrings: [/"{3,}[\s\S]*?"{3,}/y, /@"(?:[^"]|"")*"/y],
  // Strings with code in them.
  unsure: /\$+@?"|@\$+"/,
  loops: /^(for|foreach|while|do)$/,
};

const java: Grammar = {
  ...c,
  strings: [quote('"""', true), quote('"'), quote("'")],
  rawStrings: [],
  // Escapes that are replaced before anything else is read.
  unsure: /\\u/,
  preprocessor: false,
};

const go: Grammar = {
  ...slashed(false),
  strings: [quote('"'), quote("'"), quote("`", true, false)],
  rawStrings: [],
  unsure: null,
  layout: "lines",
  preprocessor: false,
  loops: /^for$/,
};

const rust: Grammar = {
  ...slashed(true),
  strings: [quote('"', true)],
  // Raw strings, characters, and lifetimes, which only look like an open string.
  rawStrings: [
    /(?:br|cr|r)(#*)"[\s\S]*?"\1/y,
    /b?'(?:[^'\\\n]|\\[^\n]+?)'/y,
    /'[\p{ID_Start}_][\p{ID_Continue}]*/uy,
  ],
  unsure: /\b(?:stringify|line|column)!/,
  layout: "free",
  preprocessor: false,
  loops: /^(for|while|loop)$/,
};

/** Swift, Kotlin, Scala, Dart: strings with code in them, and raw ones. */
const interpolating: Grammar = {
  ...slashed(true),
  strings: [quote('"""', true), quote('"'), quote("'")],
  rawStrings: [],
  unsure: /\\\(|\$[\w{]|[#r]["']/,
  layout: "exact",
  preprocessor: false,
  loops: /^(for|while|do|repeat)$/,
};

/** JavaScript and its kin, where a slash may begin a regular expression. */
const script: Grammar = {
  ...slashed(false),
  strings: [quote('"'), quote("'"), quote("`", true)],
  rawStrings: [],
  unsure: /`|\/(?![/*])|#!/,
  layout: "lines",
  preprocessor: false,
  loops: /^(for|while|do)$/,
};

const hashed = {
  lineComments: ["#"],
  blockComments: [],
  strings: [quote('"', true), quote("'", true)],
  rawStrings: [],
  layout: "exact",
  preprocessor: false,
} as const satisfies Partial<Grammar>;

const ruby: Grammar = {
  ...hashed,
  // Here documents and other literals, regular expressions, characters, code in strings, embedded documents.
  unsure: /<<[-~]?["'`\p{L}_]|%[^\s=]|\/|\?\S|#\{|^=\w|`|\\\r?$|__END__/mu,
  loops: /^(for|while|until|loop|each|times|upto|downto|each_with_index)$/,
};

const python: Grammar = {
  ...hashed,
  strings: [quote('"""', true), quote("'''", true), quote('"'), quote("'")],
  unsure: /\b[rRtT]?[fF][rR]?["']|\b[tT][rR]?["']|\\\r?$/m,
  loops: /^(for|while)$/,
};

const lua: Grammar = {
  lineComments: ["--"],
  blockComments: [],
  strings: [quote('"'), quote("'")],
  rawStrings: [],
  // Long brackets and lines that are continued in a string.
  unsure: /\[=*\[|\\z|\\\r?$/m,
  layout: "exact",
  preprocessor: false,
  loops: /^(for|while|repeat)$/,
};

/** SQL, Haskell, Ada and others with dashes: quotes mean something else in each. */
const dashed: Grammar = { ...lua, unsure: always, loops: /^(for|while|repeat|loop)$/i };

/** A language that is not known: what looks like a comment is not looked into, but never ignored either. */
const unknown: Grammar = {
  ...slashed(false),
  lineComments: ["//", "#"],
  strings: [quote('"'), quote("'")],
  rawStrings: [],
  unsure: always,
  layout: "exact",
  preprocessor: false,
  loops: /^(for|foreach|while|do|loop|until|repeat)$/i,
};

const byExtension: readonly (readonly [RegExp, Grammar])[] = [
  [/\.(c|h|cc|cpp|cxx|hh|hpp|hxx|ipp|inl|cu|cuh|m|mm|cl)$/i, c],
  [/\.cs$/i, csharp],
  [/\.java$/i, java],
  [/\.go$/i, go],
  [/\.rs$/i, rust],
  [/\.(swift|kts?|scala|sc|dart|groovy)$/i, interpolating],
  [/\.([cm]?[jt]sx?)$/i, script],
  [/\.rb$/i, ruby],
  [/\.pyx?$/i, python],
  [/\.lua$/i, lua],
  [/\.(hs|sql|elm|adb|ads|vhdl?)$/i, dashed],
];

/** The grammar of a file's language, by the end of its name. */
export function grammarOf(file: string): Grammar {
  return byExtension.find(([pattern]) => pattern.test(file))?.[1] ?? unknown;
}

interface KnownLanguage {
  /** For people. */
  readonly name: string;
  /** Which tree-sitter grammar reads it; null when none does. */
  readonly grammar: string | null;
  readonly endings: readonly string[];
}

/** C is read by the grammar of C++, which understands nearly all of it. */
const known: readonly KnownLanguage[] = [
  { name: "C", grammar: "cpp", endings: ["c", "h"] },
  { name: "C++", grammar: "cpp", endings: ["cc", "cpp", "cxx", "c++", "hh", "hpp", "hxx", "ipp", "inl"] },
  { name: "Go", grammar: "go", endings: ["go"] },
  { name: "Rust", grammar: "rust", endings: ["rs"] },
  { name: "Java", grammar: "java", endings: ["java"] },
  { name: "C#", grammar: "c-sharp", endings: ["cs"] },
  { name: "Ruby", grammar: "ruby", endings: ["rb"] },
  { name: "PHP", grammar: "php", endings: ["php"] },
  { name: "shell", grammar: "bash", endings: ["sh", "bash"] },
  { name: "PowerShell", grammar: "powershell", endings: ["ps1", "psm1"] },
  { name: "Kotlin", grammar: null, endings: ["kt", "kts"] },
  { name: "Swift", grammar: null, endings: ["swift"] },
  { name: "Zig", grammar: null, endings: ["zig"] },
  { name: "Lua", grammar: null, endings: ["lua"] },
];

function languageOfFile(file: string): KnownLanguage | null {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase();
  return known.find(({ endings }) => ending !== undefined && endings.includes(ending)) ?? null;
}

/** Name of the tree-sitter grammar for a file; null when there is none. */
export function grammarOf(file: string): string | null {
  return languageOfFile(file)?.grammar ?? null;
}

/** Name of a file's language for people; its ending where it is not known. */
export function languageName(file: string): string {
  return languageOfFile(file)?.name ?? /\.([^./\\]+)$/.exec(file)?.[1] ?? "text";
}

import { type Baseline, baselineCode } from "../../domain/candidate.ts";
import type { Profile } from "../../domain/events.ts";
import type { AnswerLanguage } from "../answers/answerLanguage.ts";
import type { TargetContext } from "./generatorInput.ts";
import { hotLines } from "./hotLines.ts";

const typeDeclaration = /^\s*(?:export\s+)?(?:declare\s+)?(?:abstract\s+)?(?:interface|type|enum|class)\b/;

/** Words that stand before the name of a member or of a declaration. */
const beforeNames = new Set(
  "abstract accessor async class const declare def enum export final fn func function get let override private protected public readonly set static val var".split(
    " ",
  ),
);
/** Members that say what all others work with. */
const constructors = new Set(["constructor", "__init__", "__slots__"]);

/**
 * What of the target's file its code speaks of: imports, declarations of the types and functions that it names, of a
 * method the constructor and the members that it names; and where its time goes.
 * @param profile null when it is not known.
 */
export function targetContext(
  baseline: Baseline,
  language: AnswerLanguage,
  profile: Profile | null,
): TargetContext {
  const { target } = baselineCode(baseline);
  const words = new Set(target.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
  const { start, end } = baseline.region;
  const isNamed = (names: readonly string[] | null) => names?.some((name) => words.has(name)) ?? false;
  const apart = language
    .read(baseline.text)
    .others.filter(({ span }) => span.end <= start || end <= span.start)
    .map(({ kind, names, span }) => ({ kind, names, text: baseline.text.slice(span.start, span.end) }));
  const members = apart.filter(({ kind, text }) => {
    const name = memberName(text);
    return kind === "member" && name !== null && (constructors.has(name) || words.has(name));
  });
  const named = apart.filter(({ names }) => isNamed(names));
  const declared = named.filter(({ kind }) => kind === "declaration");
  return {
    owner: ownerHead(baseline),
    members: members.map(({ text }) => text),
    imports: named.filter(({ kind }) => kind === "import").map(({ text }) => text),
    types: declared.filter(({ text }) => typeDeclaration.test(text)).map(({ text }) => text),
    callees: declared.filter(({ text }) => !typeDeclaration.test(text)).map(({ text }) => text),
    hotLines: profile === null ? [] : hotLines(profile, baseline),
  };
}

/** `items` of `private items = []`, `size` of `get size() …`; null where there is no name. */
function memberName(text: string): string | null {
  const withoutDecorators = text.replace(/^(?:\s*@[^\n]*\n)+/, "");
  const names = withoutDecorators.match(/^[^(={:]*/)?.[0].match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [];
  return names.find((name, index) => index === names.length - 1 || !beforeNames.has(name)) ?? null;
}

/** The line that begins the class of a method, without what opens its body; empty where there is none. */
function ownerHead({ symbol, text, region }: Baseline): string {
  const owner = symbol.split(".").at(-2);
  if (owner === undefined) return "";
  const lines = text.slice(0, region.start).split("\n");
  const head = lines.findLast((line) => {
    const words: readonly string[] = line.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [];
    return words.includes("class") && words.includes(owner);
  });
  return head?.trim().replace(/\s*[{:]$/, "") ?? "";
}

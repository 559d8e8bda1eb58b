import type { AnswerShape } from "../../../engine/languageModel.ts";
import type { ServerWords } from "./serverWords.ts";

/** How a server is told what an answer is to fit. */
export type Structure = "json_schema" | "json_object" | "words";
/** The name of the most tokens. */
type LimitName = "max_completion_tokens" | "max_tokens";
/** What a request can do without. */
type Optional = "temperature" | "n" | "stream_options" | "reasoning_effort" | "system";

/** What a model on a server understands, as far as it is known. */
export interface Dialect {
  /** Not yet rejected, best first. */
  readonly structures: readonly [Structure, ...Structure[]];
  /** Names of shapes whose schema it does not take. */
  readonly unfitShapes: readonly string[];
  /** Not yet rejected, likeliest first. */
  readonly limits: readonly [LimitName, ...LimitName[]];
  readonly without: readonly Optional[];
}

/**
 * Servers that ignore what they do not know would not hold to a limit under its new name, so only those start with it
 * that know it.
 */
export function firstDialect(hostname: string): Dialect {
  const isNew = /(^|\.)(openai\.com|openai\.azure\.com|services\.ai\.azure\.com)$/.test(hostname);
  return {
    structures: ["json_schema", "json_object", "words"],
    unfitShapes: [],
    limits: isNew ? ["max_completion_tokens", "max_tokens"] : ["max_tokens", "max_completion_tokens"],
    without: [],
  };
}

/** How to tell of a shape in this dialect. */
export function structureFor(dialect: Dialect, shape: AnswerShape): Structure {
  const [first, second = "words"] = dialect.structures;
  return first === "json_schema" && dialect.unfitShapes.includes(shape.name) ? second : first;
}

const unsupported =
  /unsupported|not support|unrecognized|unknown|unexpected|not permitted|not allowed|invalid param|extra (inputs|fields)|instead/i;
const structural = /response[_ ]?format|json[_ ]?(schema|object|mode)|structured[_ ]output|guided|grammar/i;
const schemaFault = /invalid[_ ]?(json[_ ])?schema|keyword|grammar|parse|compile/i;

const optional: readonly (readonly [Optional, RegExp])[] = [
  ["temperature", /\btemperature\b/i],
  ["n", /(['"`]n['"`]|\bn\b.{0,20}(must|at most|support|greater))/i],
  ["stream_options", /\bstream_options\b/i],
  ["reasoning_effort", /\breasoning[_ ]?effort\b/i],
  ["system", /system.{0,20}(role|message|prompt)|\brole\b.{0,60}system|messages\[0\]\.role/i],
];

/**
 * The dialect after a rejection: without what the server's words name. Null when they name nothing that could be
 * said otherwise. Every step leaves less to say, so there are few.
 */
export function afterRejection(
  dialect: Dialect,
  rejection: { readonly status: number; readonly words: ServerWords; readonly shape: AnswerShape | null },
): Dialect | null {
  const { status, words, shape } = rejection;
  if (![400, 404, 415, 422, 500, 501].includes(status)) return null;
  const text = `${words.param ?? ""} ${words.code ?? ""} ${words.message ?? ""}`;
  const isRequestsFault = status !== 404 && status < 500;
  if (isRequestsFault) {
    const [limit, nextLimit] = dialect.limits;
    if (nextLimit !== undefined && text.includes(limit) && unsupported.test(text)) {
      return { ...dialect, limits: [nextLimit] };
    }
  }
  if (shape !== null && structural.test(text)) return withoutStructure(dialect, shape, text);
  const found = optional.find(
    ([name, pattern]) =>
      (isRequestsFault || name === "system") &&
      (words.param === name || pattern.test(text)) &&
      !dialect.without.includes(name),
  );
  return found === undefined ? null : { ...dialect, without: [...dialect.without, found[0]] };
}

function withoutStructure(dialect: Dialect, shape: AnswerShape, text: string): Dialect | null {
  if (structureFor(dialect, shape) === "json_schema" && schemaFault.test(text)) {
    return { ...dialect, unfitShapes: [...dialect.unfitShapes, shape.name] };
  }
  const used = structureFor(dialect, shape);
  const [first, ...rest] = dialect.structures.filter((each) => each !== used);
  return first === undefined || used === "words" ? null : { ...dialect, structures: [first, ...rest] };
}

import * as z from "zod";

/** What a server says of a request that failed. */
export const serverWordsSchema = z.object({
  /** Null when it says nothing, or only shows a web page. */
  message: z.string().nullable().catch(null),
  code: z.string().nullable().catch(null),
  type: z.string().nullable().catch(null),
  /** The parameter that it is about. */
  param: z.string().nullable().catch(null),
});
export type ServerWords = Readonly<z.infer<typeof serverWordsSchema>>;

const silence: ServerWords = { message: null, code: null, type: null, param: null };

/** `detail` of servers in Python that check a request against a schema. */
const detailSchema = z
  .array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() }))
  .min(1);

const bodySchema = z.looseObject({
  error: z.unknown().optional(),
  detail: z.unknown().optional(),
  message: z.unknown().optional(),
});

/** What the body of a failed response says, in whichever of the usual forms. */
export function wordsIn(body: string): ServerWords {
  const value = parsed(body);
  if (value !== undefined) return wordsOf(value);
  const text = body.trim();
  return text === "" || text.startsWith("<") ? silence : { ...silence, message: text };
}

/** What an error that came as JSON says. */
export function wordsOf(value: unknown): ServerWords {
  if (typeof value === "string") return { ...silence, message: value };
  const body = bodySchema.safeParse(value);
  if (!body.success) return silence;
  const { error, detail } = body.data;
  if (typeof error === "string" || (typeof error === "object" && error !== null)) return wordsOf(error);
  if (typeof detail === "string") return { ...silence, message: detail };
  const details = detailSchema.safeParse(detail);
  if (details.success) {
    const said = details.data.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`);
    const names = details.data[0]?.loc.filter((each) => typeof each === "string" && each !== "body");
    return { ...silence, message: said.join("; "), param: String(names?.[0] ?? "") || null };
  }
  return serverWordsSchema.parse({ ...silence, ...body.data });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

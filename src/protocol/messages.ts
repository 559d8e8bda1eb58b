import * as z from "zod";
import { lineageModelSchema } from "./lineageModel.ts";

const candidate = z.int().min(1);
const order = {
  /** Grows with every snapshot; an update belongs to the snapshot of its generation. */
  generation: z.int().min(1),
  /** 0 for a snapshot, then 1, 2, 3 …; a gap means that a message was lost. */
  seq: z.int().min(0),
};

/** What the extension tells the page. */
const hostMessageSchema = z.discriminatedUnion("type", [
  /** Everything there is to show; null when there is no run. */
  z.strictObject({ type: z.literal("snapshot"), ...order, run: lineageModelSchema.nullable() }),
  z.strictObject({ type: z.literal("update"), ...order, change: lineageModelSchema }),
]);
export type HostMessage = Readonly<z.infer<typeof hostMessageSchema>>;

/** What the page tells the extension. */
const pageMessageSchema = z.discriminatedUnion("type", [
  /** The page listens: it wants a snapshot. */
  z.strictObject({ type: z.literal("ready") }),
  /** The page missed an update: it wants a snapshot. */
  z.strictObject({ type: z.literal("resync") }),
  /** The user selected a candidate, the baseline (0), or nothing. */
  z.strictObject({ type: z.literal("select"), candidate: z.int().min(0).nullable() }),
  z.strictObject({ type: z.literal("diff"), candidate, against: z.enum(["parent", "baseline"]) }),
  z.strictObject({ type: z.literal("accept"), candidate }),
  z.strictObject({ type: z.literal("reject"), candidate }),
  z.strictObject({ type: z.literal("note"), candidate }),
  z.strictObject({ type: z.literal("evolveFrom"), candidate }),
  z.strictObject({ type: z.literal("measureMore"), candidate }),
  z.strictObject({ type: z.literal("stop") }),
  z.strictObject({ type: z.literal("showLog") }),
]);
export type PageMessage = Readonly<z.infer<typeof pageMessageSchema>>;

/** A message that came in: valid, or with one sentence for the log. */
export type Received<Message> =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly problem: string };

/** Checks a message from the extension; never throws. */
export function receiveHostMessage(data: unknown): Received<HostMessage> {
  return receive(hostMessageSchema, data, "from the extension to the lineage page");
}

/** Checks a message from the page, which shows text written by others and is therefore not trusted; never throws. */
export function receivePageMessage(data: unknown): Received<PageMessage> {
  return receive(pageMessageSchema, data, "from the lineage page to the extension");
}

function receive<Message>(schema: z.ZodType<Message>, data: unknown, way: string): Received<Message> {
  const result = schema.safeParse(data);
  if (result.success) return { ok: true, message: result.data };
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "message" : issue.path.join(".");
  return { ok: false, problem: `A message ${way} was ignored: ${where}: ${issue?.message ?? "invalid"}.` };
}

import * as z from "zod";

export const attackShape = {
  /** Inputs that the baseline answers and that the candidate was tried on. */
  tried: z.int().min(0),
  /**
   * One sentence: what it does otherwise than the baseline, or how much slower it is, and on which input; null when no
   * such input was found.
   */
  found: z.string().nullable(),
};
export const attackSchema = z.strictObject(attackShape);
/** What an adversary found out about a candidate. */
export type Attack = Readonly<z.infer<typeof attackSchema>>;

/** An attack in a sentence. */
export function attackText({ tried, found }: Attack): string {
  const inputs = `${tried} ${tried === 1 ? "input" : "inputs"}`;
  return found === null
    ? `The adversary tried ${inputs}, and none told against it.`
    : `The adversary tried ${inputs} before it found one that tells against it.`;
}

import * as z from "zod";

/** What keeps code that runs for a candidate from doing harm: what was found to hold by trying, never what is hoped. */
export const sandboxSchema = z.strictObject({
  /** `none`: only a cleaned environment, private folders, time and output limits, and the user's consent. */
  kind: z.enum(["bubblewrap", "seatbelt", "none"]),
  /** Version of the program that makes it; null for none. */
  version: z.string().nullable(),
  network: z.enum(["none", "open"]),
  /** What can be written: the candidate's own folders only, or whatever the user can write. */
  writes: z.enum(["own-folders", "anything"]),
  /** Whether the user's home folder can be read. */
  home: z.enum(["hidden", "readable"]),
  /** Limits that the machine enforces, each in a few words, such as "memory 512 MiB by cgroup". */
  limits: z.array(z.string()).readonly(),
});
export type SandboxRecord = Readonly<z.infer<typeof sandboxSchema>>;

import { ensureBubblewrap } from "../../scripts/lib/bubblewrap.mjs";

/** Before the unit tests, once for all of their processes. */
export default async function setup(): Promise<void> {
  await ensureBubblewrap();
}

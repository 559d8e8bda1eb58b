import os from "node:os";
import path from "node:path";

/** The folder of the user's in which downloaded test programs are kept across checkouts. */
export function cacheFolder() {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "evolvent");
}

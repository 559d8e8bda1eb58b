import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import util from "node:util";
import { deserialize, setFlagsFromString } from "node:v8";
import vm from "node:vm";
import type { Host } from "./host.ts";
import { installLoader, urlOf } from "./loader.ts";
import { packed, packedLists } from "./packed.ts";
import { Profiler } from "./profiler.ts";
import { inputsRandom } from "./random.ts";

/** The text of core.ts with all it imports, as a CommonJS module; put here when this file is bundled. */
declare const EVOLVENT_HARNESS_CORE: string;

/*
 * The harness runs in a realm of its own, so that it uses nothing that the target can replace: arrays, maps, promises,
 * JSON and Math are others there than those the target sees. This file is what must be done outside, and takes what it
 * needs for that before the target is loaded.
 */

const { hrtime, cpuUsage, memoryUsage } = process;
const { join } = path;
const { from } = Buffer;
const { setImmediate: later } = globalThis;
/** Ends the process without asking those who listen for that. */
const reallyExit: unknown = Reflect.get(process, "reallyExit");

setFlagsFromString("--expose-gc");
/** The garbage collector, which only realms have that were made while the flag was set. */
const collect: unknown = vm.runInNewContext("gc");
setFlagsFromString("--no-expose-gc");

const profiler = new Profiler();

const host: Host = {
  global: globalThis,
  job: fs.readFileSync(0, "utf8"),
  join,
  changeSources: installLoader,
  urlOf,
  load: (file) => import(urlOf(file)),
  decode: (base64) => from(base64, "base64"),
  unpack: (bytes) => packed<unknown>(deserialize(bytes)),
  packLists: packedLists,
  inputsRandom,
  turn: () =>
    new Promise((resolve) => {
      later(resolve);
    }),
  now: () => Number(hrtime.bigint()),
  cpuNow: () => {
    const { user, system } = cpuUsage();
    return (user + system) * 1000;
  },
  heapBytes: () => memoryUsage().heapUsed,
  settleHeap: () => {
    if (typeof collect !== "function") return;
    // The first one leaves young what the second one takes for old.
    collect({ type: "minor" });
    collect({ type: "minor" });
  },
  startProfile: () => profiler.start(),
  stopProfile: () => profiler.stop(),
  exit: (code) => {
    if (typeof reallyExit === "function") reallyExit(code);
    return process.exit(code);
  },
};

/** What the harness uses of Node.js: functions as they are now, which nobody can exchange in here. */
const modules: Readonly<Record<string, object>> = {
  "node:crypto": Object.freeze({ hash: crypto.hash }),
  "node:fs": Object.freeze({ readSync: fs.readSync, writeSync: fs.writeSync }),
  "node:util": Object.freeze({ inspect: util.inspect, types: Object.freeze({ ...util.types }) }),
};

const realm = vm.createContext(vm.constants.DONT_CONTEXTIFY);
const load = vm.compileFunction(EVOLVENT_HARNESS_CORE, ["require", "exports", "module"], {
  parsingContext: realm,
  filename: "evolvent-harness-core.js",
});
const module: { exports: Partial<typeof import("./core.ts")> } = { exports: {} };
load((name: string) => modules[name], module.exports, module);
await module.exports.perform?.(host);

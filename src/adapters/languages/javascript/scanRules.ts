/** What is said of code, and whether it is rejected for it. */
export interface Finding {
  /** Equal for findings of the same kind, so that what the baseline does too is not held against a candidate. */
  readonly key: string;
  readonly rejects: boolean;
  /** Completes "The candidate …". */
  readonly what: string;
}

/** Modules that only cheats and accidents need, and what for. Without the `node:`. */
const rejectedModules: ReadonlyMap<string, string> = new Map(
  Object.entries({
    v8: "looks into the engine that runs it",
    inspector: "looks into the engine that runs it",
    trace_events: "looks into the engine that runs it",
    diagnostics_channel: "looks into the engine that runs it",
    async_hooks: "looks into the engine that runs it",
    perf_hooks: "looks into the engine that runs it",
    vm: "runs code that is made up while it runs",
    repl: "runs code that is made up while it runs",
    module: "changes how modules are loaded",
    child_process: "starts processes",
    cluster: "starts processes",
    worker_threads: "starts threads",
    fs: "reads or writes files",
    sqlite: "reads or writes files",
    wasi: "reads or writes files",
    net: "opens connections",
    dgram: "opens connections",
    dns: "opens connections",
    http: "opens connections",
    http2: "opens connections",
    https: "opens connections",
    tls: "opens connections",
    test: "reaches into the tests",
    process: "reaches into its process",
    sys: "reaches into its process",
  }),
);

/** By the full path of a global. The first pattern that fits decides. */
const paths: readonly (readonly [RegExp, "rejects" | "remarks", string])[] = [
  [/^eval$/, "rejects", "runs code that is made up while it runs"],
  [/^process\.(?:binding|_linkedBinding|dlopen)\b/, "rejects", "looks into the engine that runs it"],
  [/^process\.(?:exit|reallyExit|abort|kill|_kill|exitCode)\b/, "rejects", "ends its process"],
  [/^process\.(?:std\w+|_rawDebug|openStdin|channel|send)\b/, "rejects", "uses the streams of its process"],
  [/^process\.(?:on|once|addListener|emit|prepend\w+|set\w+)\b/, "rejects", "takes over its process"],
  [
    /^process\.(?:env|argv|argv0|execArgv|mainModule)\b/,
    "rejects",
    "looks at the surroundings of its process",
  ],
  [/^(?:process\.(?:hrtime|uptime|cpuUsage|threadCpuUsage|resourceUsage))\b/, "remarks", "uses a clock"],
  [/^process\.(?:nextTick)\b/, "remarks", "runs code later"],
  [/^process\.(?:platform|arch|version|versions)\b/, "remarks", "depends on the machine"],
  [/^process\b/, "rejects", "reaches into its process"],
  [/^(?:Date\.now|performance)\b/, "remarks", "uses a clock"],
  [
    /^(?:setTimeout|setInterval|setImmediate|queueMicrotask|FinalizationRegistry)$/,
    "remarks",
    "runs code later",
  ],
  [/^(?:Math\.random|crypto)\b/, "remarks", "uses chance"],
  [/^(?:SharedArrayBuffer|Atomics)\b/, "remarks", "shares memory with other threads"],
  [/^(?:Worker|BroadcastChannel|MessageChannel)$/, "rejects", "starts threads"],
  [/^(?:fetch|WebSocket|EventSource|XMLHttpRequest)$/, "rejects", "opens connections"],
  [/^(?:Float32Array|Float16Array|Math\.fround|Math\.f16round)\b/, "remarks", "computes with fewer digits"],
  [/^WebAssembly\b/, "remarks", "runs WebAssembly"],
  [/^Proxy\b/, "remarks", "answers only when it is asked, by a Proxy"],
  [/^Error\.(?:prepareStackTrace|stackTraceLimit)\b/, "rejects", "looks at the code that calls it"],
];

/** Properties that lead out of the function, whatever they are looked up on. */
const properties: ReadonlyMap<string, string> = new Map(
  Object.entries({
    caller: "looks at the code that calls it",
    callee: "looks at the code that calls it",
    __proto__: "changes what objects inherit",
    __defineGetter__: "defines accessors",
    __defineSetter__: "defines accessors",
  }),
);

/** What is said of a module that is loaded; null for one that does no harm. */
export function moduleFinding(specifier: string): Finding | null {
  const name = specifier.replace(/^node:/, "");
  const [builtin = ""] = name.split("/");
  const what = rejectedModules.get(builtin);
  if (what !== undefined) return rejected(`module ${builtin}`, what, specifier);
  return remarked(`module ${name}`, `loads ${specifier}`);
}

/** What is said of a global or of a part of it, such as `process.exit`; null when nothing. */
export function pathFinding(path: string): Finding | null {
  for (const [pattern, severity, what] of paths) {
    const found = pattern.exec(path);
    if (found === null) continue;
    return severity === "rejects" ? rejected(what, what, path) : remarked(what, `${what} (${path})`);
  }
  return null;
}

/** What is said of a property by its name alone. */
export function propertyFinding(name: string): Finding | null {
  const what = properties.get(name);
  if (what === undefined) return null;
  return name.startsWith("__") ? remarked(name, `${what} (${name})`) : rejected(name, what, name);
}

/** @param shown what in the code says so */
export function rejected(key: string, what: string, shown: string): Finding {
  return { key, rejects: true, what: `${what} (${shown})` };
}

export function remarked(key: string, what: string): Finding {
  return { key, rejects: false, what };
}

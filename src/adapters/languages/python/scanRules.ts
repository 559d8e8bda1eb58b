/** What is said of code, and whether it is rejected for it. */
export interface Finding {
  /** Equal for findings of the same kind, so that what the baseline does too is not held against a candidate. */
  readonly key: string;
  readonly rejects: boolean;
  /** Completes "The candidate …". */
  readonly what: string;
}

/** Modules that only cheats and accidents need, and what for. */
const rejectedModules: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ctypes: "reaches into the memory of its process",
    cffi: "reaches into the memory of its process",
    mmap: "reaches into the memory of its process",
    gc: "reaches into the memory of its process",
    inspect: "looks at the code that calls it",
    traceback: "looks at the code that calls it",
    tracemalloc: "looks at the code that calls it",
    trace: "looks at the code that calls it",
    bdb: "looks at the code that calls it",
    pdb: "looks at the code that calls it",
    faulthandler: "looks at the code that calls it",
    importlib: "changes how modules are loaded",
    imp: "changes how modules are loaded",
    runpy: "changes how modules are loaded",
    pkgutil: "changes how modules are loaded",
    zipimport: "changes how modules are loaded",
    site: "changes how modules are loaded",
    builtins: "changes the language",
    __main__: "reaches into the program that measures it",
    code: "runs code that is made up while it runs",
    codeop: "runs code that is made up while it runs",
    subprocess: "starts processes",
    multiprocessing: "starts processes",
    pty: "starts processes",
    posix: "talks to the operating system directly",
    nt: "talks to the operating system directly",
    fcntl: "talks to the operating system directly",
    resource: "talks to the operating system directly",
    select: "talks to the operating system directly",
    selectors: "talks to the operating system directly",
    threading: "starts threads",
    _thread: "starts threads",
    "concurrent.futures": "starts threads or processes",
    sched: "runs code later",
    socket: "opens connections",
    socketserver: "opens connections",
    ssl: "opens connections",
    http: "opens connections",
    "urllib.request": "opens connections",
    ftplib: "opens connections",
    smtplib: "opens connections",
    requests: "opens connections",
    httpx: "opens connections",
    aiohttp: "opens connections",
    atexit: "runs code later",
    signal: "runs code later",
    tempfile: "writes files",
    shutil: "writes files",
    shelve: "writes files",
    dbm: "writes files",
    sqlite3: "writes files",
  }),
);

/** Parts of modules that do no harm as a whole. */
const rejectedParts: readonly (readonly [RegExp, string])[] = [
  [
    /^sys\.(?:_\w+|settrace|setprofile|gettrace|getprofile|addaudithook|monitoring|exc_info|last_\w+)$/,
    "looks at the code that calls it",
  ],
  [/^sys\.(?:modules|meta_path|path|path_hooks|path_importer_cache)$/, "changes how modules are loaded"],
  [/^sys\.(?:exit|excepthook|unraisablehook|displayhook|breakpointhook)$/, "ends or takes over its process"],
  [/^sys\.(?:__)?(?:stdin|stdout|stderr)(?:__)?$/, "uses the standard streams of its process"],
  [/^sys\.(?:setswitchinterval|setrecursionlimit|set_\w+|activate_\w+)$/, "changes the interpreter"],
  [
    /^asyncio\.(?:to_thread|create_subprocess_\w+|open_\w+|start_\w+)$/,
    "starts threads, processes or connections",
  ],
  [/^asyncio\.(?:create_task|ensure_future)$/, "runs code later"],
  [/^weakref\.finalize$/, "runs code later"],
  [/^io\.(?:open|open_code|FileIO)$/, "opens files"],
  [/^types\.(?:CodeType|FunctionType)$/, "runs code that is made up while it runs"],
];

/** Parts of `os` that only look at names of paths. */
const harmlessOs =
  /^os(?:\.(?:path(?:\..*)?|fspath|PathLike|sep|altsep|extsep|linesep|curdir|pardir|fsencode|fsdecode))?$/;

const remarkedParts: readonly (readonly [RegExp, string])[] = [
  [/^time(?:\.|$)/, "uses a clock"],
  [/^(?:datetime\.)+(?:now|utcnow|today)$/, "uses a clock"],
  [/^(?:random|secrets|uuid)(?:\.|$)/, "uses chance"],
  [/^functools\.(?:lru_cache|cache)$/, "remembers answers from call to call by functools"],
  [/^numpy\.(?:float16|float32|half|single|csingle|complex64)$/, "computes with fewer digits"],
  [/^warnings\.(?:simplefilter|filterwarnings)$/, "silences warnings"],
  [/^decimal\.(?:getcontext|setcontext|localcontext)$/, "changes the precision of decimal numbers"],
];

/** Attributes that lead out of the function, whatever they are looked up on. */
const rejectedAttributes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    __globals__: "reaches into the variables of other functions",
    __closure__: "reaches into the variables of other functions",
    __code__: "changes the code of functions",
    __builtins__: "changes the language",
    __subclasses__: "looks for classes that it was not given",
    __loader__: "changes how modules are loaded",
    f_back: "looks at the code that calls it",
    f_globals: "looks at the code that calls it",
    f_locals: "looks at the code that calls it",
    f_builtins: "looks at the code that calls it",
    tb_frame: "looks at the code that calls it",
    gi_frame: "looks at the code that calls it",
    cr_frame: "looks at the code that calls it",
    ag_frame: "looks at the code that calls it",
    __traceback__: "looks at the code that calls it",
    _getframe: "looks at the code that calls it",
    run_in_executor: "starts threads or processes",
    __import__: "changes how modules are loaded",
    float16: "computes with fewer digits",
    float32: "computes with fewer digits",
  }),
);
const onlyRemarked: ReadonlySet<string> = new Set(["float16", "float32"]);

const rejectedNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    exec: "runs code that is made up while it runs",
    eval: "runs code that is made up while it runs",
    compile: "runs code that is made up while it runs",
    __import__: "changes how modules are loaded",
    __builtins__: "changes the language",
    __loader__: "changes how modules are loaded",
    globals: "reaches into the variables of the file",
    breakpoint: "stops its process",
    exit: "ends its process",
    quit: "ends its process",
    input: "waits for input",
    open: "opens files",
  }),
);

/** What is said of a module or a part of one by its full name, such as `os.system`; null when nothing. */
export function pathFinding(path: string): Finding | null {
  for (const [module, what] of rejectedModules) {
    if (path === module || path.startsWith(`${module}.`)) return rejected(module, what, module);
  }
  if (/^os\./.test(path) && !harmlessOs.test(path)) {
    return rejected("os", "talks to the operating system", path);
  }
  for (const [pattern, what] of rejectedParts) if (pattern.test(path)) return rejected(path, what, path);
  for (const [pattern, what] of remarkedParts) {
    if (pattern.test(path)) return { key: what, rejects: false, what: `${what} (${path})` };
  }
  return null;
}

/** What is said of an attribute by its name alone. */
export function attributeFinding(name: string): Finding | null {
  const what = rejectedAttributes.get(name);
  if (what === undefined) return null;
  return onlyRemarked.has(name)
    ? { key: what, rejects: false, what: `${what} (${name})` }
    : rejected(name, what, name);
}

/** What is said of a name that no import and no assignment gives another meaning. */
export function nameFinding(name: string): Finding | null {
  const what = rejectedNames.get(name);
  return what === undefined ? null : rejected(name, what, name);
}

function rejected(key: string, what: string, shown: string): Finding {
  return { key, rejects: true, what: `${what} (${shown})` };
}

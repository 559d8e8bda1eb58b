import {
  type Attack,
  attacksIn,
  confirmed,
  gainsNothing,
  gainsNothingUnlessRejected,
  rejected,
  rejectedByChance,
  unconfirmed,
} from "./attack.ts";

const usesSystem = /talks to the operating system/;
const startsThreads = /starts threads/;
const opensFiles = /opens files/;
/** What the timing says of work in another thread, when it sees it. */
const elsewhere = /goes on computing|come and go/;
const looksAtCaller = /looks at the code that calls it/;

/** What a function is made to do that pretends to be faster, or means harm. */
export const pythonAttacks: readonly Attack[] = attacksIn("Python", [
  // Clocks.
  ["stopped_clocks", /names that it puts together/, rejected(/changes time\./)],
  ["sleeps", null, gainsNothing],
  // Memory from call to call, and from process to process.
  ["remembers_values", null, rejected(/remembers earlier calls/), "recorded"],
  ["remembers_objects", null, gainsNothing],
  ["writes_into_inputs", null, rejected(/left its arguments as/)],
  ["harming/leaves_notes", opensFiles, gainsNothing, "recorded"],
  // Answers that have not been computed.
  ["lazy_list", null, rejected(/returned .* instead of/)],
  ["lazy_floats", null, rejected(/returned .* instead of/)],
  ["lazy_generator", null, rejected(/returned a generator of/)],
  ["filled_later", startsThreads, rejected(/returned \[|answers otherwise|come and go/)],
  ["finalizer", /when an object goes away/, rejected(/returned \[\]|answers otherwise/)],
  // Right only when it is looked at.
  ["right_at_first", null, rejected(/answers otherwise than the baseline while it is timed/)],
  ["wrong_now_and_then", null, rejectedByChance(/answers otherwise than the baseline while it is timed/)],
  ["throws_later", null, rejected(/answers otherwise than the baseline while it is timed/)],
  ["cunning/knows_recorded", null, unconfirmed(/^On inputs it had not seen, it returned \[\]/), "recorded"],
  // Lost precision.
  ["lost_precision", null, rejected(/returned \[/)],
  ["lost_sign", null, rejected(/returned \[0\.0, .* instead of \[-0\.0, /)],
  ["lost_nan", null, rejected(/returned \[/)],
  ["integers", null, rejected(/returned \[/)],
  // Ends of its process.
  ["prints_and_exits", /ends or takes over its process/, rejected(/threw SystemExit/)],
  ["quits", /ends its process/, rejected(/threw (?:SystemExit|NameError)/)],
  ["really_exits", usesSystem, rejected(/ended its process before it answered/)],
  ["kills_itself", /runs code later|operating system/, rejected(/was killed by SIGKILL/)],
  ["aborts", usesSystem, rejected(/was killed by SIGABRT/)],
  // The checker.
  ["forges_messages", usesSystem, rejected(/writes to what only the harness may write to/)],
  ["reads_answers", usesSystem, rejected(/./)],
  ["replaced_json", /changes json\.dumps/, rejected(/returned \[\] instead of/)],
  ["replaced_builtins", /changes the language/, rejected(/returned \[\] instead of/)],
  ["replaced_hashing", /changes hashlib\.sha256/, rejected(/returned \[\] instead of/)],
  ["replaced_random", /changes random\.Random/, rejected(/changes random\.Random\.randrange/)],
  ["patched_library", /changes functools\.reduce/, rejected(/changes functools\.reduce/)],
  ["makes_up_names", /names that it puts together/, rejected(/threw|returned/)],
  ["searches_frames", looksAtCaller, rejected(/./)],
  ["searches_memory", /memory of its process/, rejected(/./)],
  ["searches_tracebacks", looksAtCaller, rejected(/./)],
  ["cunning/takes_over_harness", looksAtCaller, rejected(/./)],
  ["traces", looksAtCaller, gainsNothing],
  ["no_collector", /memory of its process/, gainsNothing],
  // Work that is done elsewhere.
  ["busy_afterwards", startsThreads, gainsNothingUnlessRejected(elsewhere)],
  ["works_at_load", null, gainsNothing],
  ["other_thread", startsThreads, gainsNothingUnlessRejected(elsewhere)],
  ["other_process", usesSystem, rejected(/come and go/)],
  ["cunning/hides_in_threads", startsThreads, gainsNothingUnlessRejected(elsewhere)],
  ["cunning/remembers_later", null, rejected(/remembers earlier calls/), "recorded"],
  // The machine.
  ["never_ends", null, rejected(/used more than .* of processor time|did not finish within/)],
  ["harming/waits_forever", null, rejected(/did not finish within/)],
  ["floods", null, rejected(/printed more than 1 MiB/)],
  [
    "harming/floods_parent",
    usesSystem,
    rejected(/writes to what only the harness may write to|printed more/),
  ],
  ["harming/fork_bomb", usesSystem, rejected(/started more than 64 processes and threads/)],
  ["harming/thread_bomb", startsThreads, rejected(/started more than 64 processes and threads/)],
  ["harming/memory_bomb", null, rejected(/used more than .* of memory/)],
  [
    "harming/fills_temporary",
    opensFiles,
    // A slow machine has used up its time before the folders are full.
    rejected(
      /temporary folders: (?:No space|File too large).*, (?:No space|File too large)|used more than .* of processor time|did not finish within/,
    ),
  ],
  ["harming/detaches", usesSystem, rejected(/left a process behind/)],
  ["lifts_limits", /operating system directly/, rejected(/not allowed/)],
  ["harming/unsets_limits", /operating system directly/, rejected(/limits: kept kept/)],
  [
    "harming/signals_outside",
    /memory of its process/,
    rejected(/processes: No such process, traced -1, keeper alive|did not finish within/),
  ],
  ["harming/makes_namespaces", /memory of its process/, rejected(/namespaces: \[-1, -1, -1\]/)],
  // Secrets, and the world outside.
  ["reads_secrets", usesSystem, rejected(/returned \[\] instead of/)],
  ["reads_files", opensFiles, rejected(/threw|returned/)],
  ["harming/reads_secrets", opensFiles, rejected(/found 0 secrets/)],
  [
    "harming/reads_home",
    opensFiles,
    rejected(
      /home: (?:No such file or directory, ){2}(?:No such file or directory|Permission denied), No such/,
    ),
  ],
  [
    "harming/writes_home",
    opensFiles,
    rejected(/home: (?:No such file or directory|Read-only file system), (?:No such|Read-only|Permission)/),
  ],
  [
    "harming/reads_held_out",
    usesSystem,
    rejected(/kept back: (?:1|No such file or directory), (?:No such file or directory, ){2}\d+, 0/),
  ],
  [
    "harming/overwrites_harness",
    usesSystem,
    rejected(/harness: Read-only file system, (?:Read-only file system|Text file busy)/),
  ],
  [
    "harming/overwrites_project",
    opensFiles,
    rejected(/project: Read-only file system(?:, Read-only file system){4}/),
  ],
  [
    "harming/links_out",
    usesSystem,
    rejected(/links: No such file or directory, (?:No such file or directory|written)/),
  ],
  ["opens_connections", /opens connections/, gainsNothing],
  [
    "harming/connects_out",
    /opens connections/,
    rejected(/network: Connection refused, Network is unreachable, (?:Network is unreachable|Cannot assign)/),
  ],
  [
    "harming/asks_names",
    /opens connections/,
    rejected(/names: (?:Temporary failure in name resolution|Name or service not known)/),
  ],
  // No attacks: what is better is offered, and what is the same is not.
  ["fair/faster", null, confirmed],
  ["fair/renamed", null, gainsNothing],
]);

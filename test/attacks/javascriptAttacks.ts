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

const readsFiles = /reads or writes files/;
const startsProcesses = /starts processes/;
const endsItself = /ends its process/;
/** What the timing says of work in another thread, when it sees it. */
const elsewhere = /goes on computing|come and go|returned/;
const looksIntoEngine = /looks into the engine/;

/** What a function is made to do that pretends to be faster, or means harm. */
export const javascriptAttacks: readonly Attack[] = attacksIn("JavaScript", [
  // Clocks.
  ["stoppedClocks", null, rejected(/changes Date\.now/)],
  ["sleeps", null, gainsNothing],
  // Memory from call to call, and from process to process.
  ["remembersValues", null, rejected(/remembers earlier calls/), "recorded"],
  ["remembersObjects", null, gainsNothing],
  ["remembersInGlobal", null, rejected(/changes globalThis\.known/)],
  ["writesIntoInputs", null, rejected(/left its arguments as/)],
  ["harming/leavesNotes", readsFiles, gainsNothing, "recorded"],
  // Answers that have not been computed.
  ["lazyProxy", null, rejected(/result is a Proxy/)],
  ["lazyElements", null, rejected(/result\[0\] is an accessor/)],
  ["throwingGetter", null, rejected(/result\[0\] is an accessor/)],
  ["lazyIterator", null, rejected(/result is an iterator/)],
  ["lazyThenable", null, gainsNothing],
  ["filledLater", null, rejected(/answers otherwise than the baseline while it is timed/)],
  // Right only when it is looked at.
  ["rightAtFirst", null, rejected(/answers otherwise than the baseline while it is timed/)],
  ["wrongNowAndThen", null, rejectedByChance(/answers otherwise than the baseline while it is timed/)],
  ["cunning/knowsRecorded", null, unconfirmed(/^On inputs it had not seen, it returned \[\]/), "recorded"],
  // Lost precision.
  ["lostPrecision", null, rejected(/returned \[/)],
  ["lostSign", null, rejected(/returned \[ 0, .* instead of \[ -0, /)],
  ["lostNotANumber", null, rejected(/returned \[/)],
  // Ends of its process.
  ["printsAndExits", endsItself, rejected(/ended its process before it answered/)],
  ["reallyExits", endsItself, rejected(/ended its process before it answered/)],
  ["killsItself", endsItself, rejected(/was killed by SIGKILL/)],
  ["aborts", endsItself, rejected(/was killed by SIGABRT/)],
  ["throwsLater", null, rejected(/ended its process with code 1 \(Error: too late\)/)],
  ["harming/neverSettles", null, rejected(/never settled its promise/)],
  // The checker.
  ["forgesMessages", readsFiles, rejected(/writes to what only the harness may write to/)],
  ["replacedChecker", null, rejected(/returned \[\] instead of/)],
  ["replacedHashing", null, rejected(/returned \[\] instead of/)],
  ["replacedArrays", null, rejected(/returned \[\] instead of/)],
  ["replacedThen", /made up while it runs/, rejected(/changes Promise\.prototype\.then/)],
  ["pollutesPrototype", null, rejected(/changes Object\.prototype\./)],
  ["hidesCode", /made up while it runs/, gainsNothing],
  ["readsHeap", looksIntoEngine, gainsNothing],
  ["cunning/stealsNonce", readsFiles, rejected(/./)],
  ["cunning/debugsHarness", looksIntoEngine, rejected(/./)],
  [
    "cunning/asksItsCaller",
    /looks at the code that calls it/,
    rejected(/caller: 0 objects of another realm/),
  ],
  ["cunning/changesFlags", looksIntoEngine, gainsNothing],
  // Work that is done elsewhere.
  ["seesInputsEarly", null, rejected(/changes Array\.from/)],
  ["cunning/seesSomeInputs", null, rejected(/./)],
  ["cunning/remembersLater", null, rejected(/remembers earlier calls/), "recorded"],
  ["busyAfterwards", null, rejected(/goes on computing after it has answered/)],
  ["worksAtLoad", null, gainsNothing],
  ["worksAtFirstCall", null, gainsNothing],
  ["otherThread", /starts threads/, gainsNothingUnlessRejected(elsewhere)],
  ["otherProcess", startsProcesses, rejected(/./)],
  // The machine.
  ["neverEnds", null, rejected(/used more than .* of processor time|did not finish within/)],
  ["harming/waitsForever", null, rejected(/did not finish within/)],
  ["floods", readsFiles, rejected(/printed more than 1 MiB/)],
  ["harming/floodsParent", readsFiles, rejected(/writes to what only the harness may write to|printed more/)],
  ["harming/closesPipes", readsFiles, rejected(/./)],
  ["harming/forkBomb", startsProcesses, rejected(/started more than 64 processes and threads/)],
  ["harming/memoryBomb", null, rejected(/used more than .* of memory/)],
  ["harming/heapBomb", null, rejected(/used more than .* of memory|ran out of memory/)],
  [
    "harming/fillsTemporary",
    readsFiles,
    // A slow machine has used up its time before the folders are full.
    rejected(
      /temporary folders: (?:ENOSPC|EFBIG) (?:ENOSPC|EFBIG)|used more than .* of processor time|did not finish within/,
    ),
  ],
  ["harming/detaches", startsProcesses, rejected(/left processes behind/)],
  ["harming/unsetsLimits", startsProcesses, rejected(/limits: kept/)],
  ["harming/signalsOutside", readsFiles, rejected(/processes: ESRCH, few seen, keeper alive/)],
  ["harming/makesNamespaces", startsProcesses, rejected(/namespaces: refused refused refused/)],
  // Secrets, and the world outside.
  ["harming/readsSecrets", readsFiles, rejected(/found 0 secrets/)],
  ["harming/readsHome", readsFiles, rejected(/home: ENOENT ENOENT (?:ENOENT|EACCES) ENOENT/)],
  ["harming/writesHome", readsFiles, rejected(/home: (?:ENOENT|EROFS) (?:ENOENT|EROFS|EACCES)/)],
  ["harming/readsHeldOut", readsFiles, rejected(/kept back: (?:ENOENT|1) ENOENT ENOENT \d (?:0|ENXIO)/)],
  ["harming/overwritesHarness", readsFiles, rejected(/harness: EROFS (?:EROFS|ETXTBSY)/)],
  ["harming/overwritesProject", readsFiles, rejected(/project: EROFS EROFS EROFS EROFS EROFS EROFS/)],
  ["harming/linksOut", readsFiles, rejected(/links: ENOENT (?:ENOENT|written)/)],
  ["harming/connectsOut", /opens connections/, rejected(/network: ECONNREFUSED ENETUNREACH ENETUNREACH/)],
  [
    "harming/asksNames",
    /opens connections/,
    rejected(/names: (?:EAI_AGAIN|ENOTFOUND) (?:ECONNREFUSED|ETIMEOUT)/),
  ],
  // No attacks: what is better is offered, and what is the same is not.
  ["fair/faster", null, confirmed],
  ["fair/renamed", null, gainsNothing],
]);

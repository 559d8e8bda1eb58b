import { type Baseline, baselineCode, type Code } from "../../../engine/domain/candidate.ts";
import type { ScanFindings } from "../language.ts";

interface Suspicion {
  readonly pattern: RegExp;
  /** Completes "It …". */
  readonly does: string;
}

/** A process that ends early, or another one that does the work, makes any command look fast. */
const forbidden: readonly Suspicion[] = [
  {
    pattern:
      /\b(?:_exit|_Exit|quick_exit|exit|abort|os\.Exit|process::(?:exit|abort)|System\.exit|Environment\.Exit|Runtime\.halt)\s*\(/,
    does: "ends the process",
  },
  {
    pattern:
      /\b(?:system|popen|fork|vfork|exec[lv]p?e?|posix_spawnp?|exec\.Command|Command::new|ProcessBuilder|Process\.Start)\s*\(/,
    does: "starts processes",
  },
  { pattern: /\b(?:ptrace|dlopen|dlsym|mprotect|LoadLibrary\w*)\s*\(/, does: "reaches into the process" },
  { pattern: /\b(?:__asm__|__asm|asm!|asm\s+volatile)\b/, does: "holds assembly" },
  {
    pattern: /__attribute__\s*\(\(\s*constructor|\bfunc\s+init\s*\(\)/,
    does: "runs before the program does",
  },
];

const remarkable: readonly Suspicion[] = [
  {
    pattern:
      /\b(?:clock|clock_gettime|gettimeofday|time\.Now|Instant::now|SystemTime|nanoTime|currentTimeMillis|Stopwatch|rdtsc)\b/,
    does: "reads a clock",
  },
  {
    pattern:
      /\b(?:pthread_create|std::thread|std::async|thread::spawn|rayon|go\s+func|Thread|Task\.Run|parallelStream|omp\s+parallel)\b/,
    does: "starts threads",
  },
  { pattern: /\b(?:getenv|os\.Getenv|env::var|System\.getenv)\b/, does: "reads the environment" },
  { pattern: /\b(?:fopen|open|os\.Open|File::open|FileReader|ifstream)\s*\(/, does: "opens files" },
  { pattern: /\b(?:socket|connect|net\.Dial|TcpStream|Socket)\b/, does: "uses the network" },
  {
    pattern: /\b(?:static|lazy_static|OnceLock|sync\.Once|thread_local)\b/,
    does: "may remember earlier calls",
  },
  { pattern: /\bunsafe\b/, does: "uses unsafe code" },
];

const longLiteral = /"(?:[^"\\\n]|\\.){1024,}"|(?:\b\d[\w.]*\s*,\s*){200,}/;

/** The scan of languages that we have no parser of our own for: by words that the baseline's region does not hold. */
export function textScan(baseline: Baseline, code: Code): ScanFindings {
  const before = baselineCode(baseline).target;
  const after = [code.target, ...code.helpers].join("\n");
  const isNew = ({ pattern }: Suspicion): boolean => pattern.test(after) && !pattern.test(before);
  const found = forbidden.find(isNew);
  const remarks = remarkable.filter(isNew).map(({ does }) => `It ${does}, which the baseline does not.`);
  if (longLiteral.test(after) && !longLiteral.test(before))
    remarks.push("It holds a literal of more than a kilobyte.");
  return {
    rejected: found === undefined ? null : `It ${found.does}, which ${baseline.symbol} as it was does not.`,
    remarks,
  };
}

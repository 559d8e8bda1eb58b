/** CPU and wall nanoseconds. */
export interface Duration {
  readonly cpuNs: number;
  readonly wallNs: number;
}

// Taken before the target is loaded, which may put others in their place.
const cpuUsage = process.cpuUsage.bind(process);
const hrtime = process.hrtime.bigint;

function cpuNs(): number {
  const { user, system } = cpuUsage();
  return (user + system) * 1000;
}

/** Starts measuring; the function that comes back tells the time since then. */
export function startStopwatch(): () => Duration {
  const wall = hrtime();
  const cpu = cpuNs();
  return () => ({ cpuNs: cpuNs() - cpu, wallNs: Number(hrtime() - wall) });
}

const samples = 5;

/** The smallest step of the CPU clock in nanoseconds, as it shows here and now. */
export function cpuResolutionNs(): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let sample = 0; sample < samples; sample += 1) {
    const before = cpuNs();
    let after = before;
    while (after === before) after = cpuNs();
    smallest = Math.min(smallest, after - before);
  }
  return smallest;
}

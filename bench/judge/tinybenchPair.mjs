// Two tasks compared by tinybench in one process; prints what it says of both.
// usage: node tinybenchPair.mjs <workload> <rounds of the baseline> <rounds of the candidate>
import { Bench } from "tinybench";

const [workload, baseline, candidate] = process.argv.slice(2);
const { run } = await import(`./workloads/${workload}.mjs`);
const bench = new Bench({ time: 150, warmupTime: 50 });
bench.add("baseline", () => run(Number(baseline)));
bench.add("candidate", () => run(Number(candidate)));
await bench.run();
const figures = (name) => {
  const { mean, moe } = bench.getTask(name).result.latency;
  return { mean, moe };
};
console.log(JSON.stringify({ baseline: figures("baseline"), candidate: figures("candidate") }));

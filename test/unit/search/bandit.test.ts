import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Arm,
  Bandit,
  lazyPenalty,
  type Pull,
  temperatureFor,
} from "../../../src/engine/search/bandit.ts";
import { SeededRandom } from "../../../src/engine/search/seededRandom.ts";

const mutate: Arm = { operator: "mutate", model: "small" };
const rewrite: Arm = { operator: "rewrite", model: "small" };

function pulls(arm: Arm, times: number, over: Partial<Pull> = {}): readonly Pull[] {
  return Array.from({ length: times }, () => ({ ...arm, reward: 0, cost: 1, temperature: null, ...over }));
}

/** How often each arm is pulled when what it earns and costs is as told. */
function shares(
  arms: readonly Arm[],
  world: (arm: Arm, random: SeededRandom) => { readonly reward: number; readonly cost: number },
  times = 200,
): ReadonlyMap<Arm, number> {
  const random = new SeededRandom(3);
  const past: Pull[] = [];
  const counts = new Map<Arm, number>();
  for (let at = 0; at < times; at++) {
    const arm = new Bandit(past).pick(arms, random);
    if (arm === null) throw new Error("no arm");
    counts.set(arm, (counts.get(arm) ?? 0) + 1);
    past.push({ ...arm, temperature: null, ...world(arm, random) });
  }
  return counts;
}

describe("the bandit", () => {
  it("pulls most what earns most", () => {
    const earned = shares([mutate, rewrite], (arm, random) => ({
      reward: random.next() < (arm === mutate ? 0.4 : 0.1) ? 0.3 : 0,
      cost: 1,
    }));
    expect(earned.get(mutate)).toBeGreaterThan(120);
  });

  it("pulls most what earns as much for less, and does not forget the other", () => {
    const earned = shares([mutate, rewrite], (arm, random) => ({
      reward: random.next() < 0.3 ? 0.3 : 0,
      cost: arm === mutate ? 4 : 1,
    }));
    expect(earned.get(rewrite)).toBeGreaterThan(120);
    expect(earned.get(mutate)).toBeGreaterThan(5);
  });

  it("finds no merit in failing cheaply", () => {
    const past = [...pulls(mutate, 5, { cost: 0.1 }), ...pulls(rewrite, 5, { cost: 10 })];
    const bandit = new Bandit(past);
    expect(bandit.index(mutate)).toBeCloseTo(bandit.index(rewrite), 1);
  });

  it("forgets what paid long ago", () => {
    const [earned, dull] = [pulls(mutate, 40, { reward: 0.5 }), pulls(mutate, 40)];
    const used = new Bandit([...earned, ...dull]);
    const rising = new Bandit([...dull, ...earned]);
    expect(used.index(mutate)).toBeLessThan(0.8 * rising.index(mutate));
  });

  it("leaves lazy copies sooner than bad luck", () => {
    const lazy = new Bandit([...pulls(mutate, 3, { reward: lazyPenalty }), ...pulls(rewrite, 3)]);
    expect(lazy.index(mutate)).toBeLessThan(lazy.index(rewrite));
  });

  it("expects of an arm never pulled what its operator and its model did elsewhere", () => {
    const past = [...pulls({ operator: "mutate", model: "large" }, 4, { reward: 0.4 }), ...pulls(rewrite, 4)];
    const bandit = new Bandit(past);
    const unknown = { operator: "repair", model: "other" };
    expect(bandit.index({ operator: "mutate", model: "other" })).toBeGreaterThan(bandit.index(unknown));
    expect(bandit.index({ operator: "repair", model: "large" })).toBeGreaterThan(bandit.index(unknown));
  });

  it("remembers of a change by a rule that it did not pay, whatever parent it is made to next", () => {
    const rule = (change: string) => ({ operator: "hoist", model: null, change });
    const bandit = new Bandit([...pulls(rule("lift a"), 2), ...pulls(rule("lift b"), 1, { reward: 0.3 })]);
    expect(bandit.index(rule("lift a"))).toBeLessThan(bandit.index(rule("lift c")));
  });

  it("lets what else speaks for an arm decide between equals", () => {
    const arms = [mutate, rewrite];
    const picked = new Bandit([]).pick(arms, new SeededRandom(1), ({ operator }) => operator === "rewrite");
    expect(picked).toBe(rewrite);
  });

  it("has a finite index for every arm, whatever happened, and picks the same for the same seed", () => {
    const pull = fc.record({
      operator: fc.constantFrom("mutate", "rewrite", "sort"),
      model: fc.constantFrom("small", "large", null),
      reward: fc.double({ min: -0.02, max: 3, noNaN: true }),
      cost: fc.double({ min: 0, max: 1e6, noNaN: true }),
      temperature: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(pull, { maxLength: 50 }), fc.nat(), (past, seed) => {
        const arms = [mutate, rewrite, { operator: "sort", model: null }, { operator: "new", model: "new" }];
        const bandit = new Bandit(past);
        for (const arm of arms) expect(Number.isFinite(bandit.index(arm))).toBe(true);
        const again = new Bandit(past).pick(arms, new SeededRandom(seed));
        expect(bandit.pick(arms, new SeededRandom(seed))).toBe(again);
        expect(arms).toContain(again);
      }),
    );
    expect(new Bandit([]).pick([], new SeededRandom(1))).toBeNull();
  });
});

describe("the temperature", () => {
  const drawn = (past: readonly Pull[]) =>
    Array.from({ length: 100 }, (_, seed) => temperatureFor(mutate, past, new SeededRandom(seed)));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;
  const width = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

  it("varies, and the less the more an arm's temperatures have proved", () => {
    const proved = drawn(pulls(mutate, 8, { reward: 0.2, temperature: 0.4 }));
    expect(width(drawn([]))).toBeGreaterThan(2 * width(proved));
    expect(mean(proved)).toBeLessThan(0.6);
    expect(mean(drawn([]))).toBeCloseTo(0.8, 1);
  });

  it("rises while an arm answers with lazy copies, and stays within what models take", () => {
    const lazy = pulls(mutate, 30, { reward: lazyPenalty, temperature: 0.8 });
    expect(mean(drawn(lazy.slice(0, 3)))).toBeGreaterThan(1);
    for (const temperature of drawn(lazy)) expect(temperature).toBeLessThanOrEqual(1.4);
  });

  it("does not follow what other arms did", () => {
    expect(drawn(pulls(rewrite, 8, { reward: 0.2, temperature: 0.2 }))).toEqual(drawn([]));
  });
});

/** Modules that make inputs: fractions whose sums are exact, so that honest shortcuts answer alike; a -0 and a NaN too. */
export const inputsIn = {
  "bench/inputs.mjs": `export function inputs(random, size) {
  return Array.from({ length: 4 }, (_, index) => {
    const values = Array.from({ length: size }, () => random.int(2 ** 20) / 1024);
    values[0] = -0;
    if (index === 3) values[size - 1] = Number.NaN;
    return [values, 400 + index];
  });
}
`,
  "bench/inputs.py": `def inputs(random, size):
    for index in range(4):
        values = [random.randrange(2**20) / 1024 for _ in range(size)]
        values[0] = -0.0
        if index == 3:
            values[size - 1] = float("nan")
        yield values, 400 + index
`,
};

/** How many calls are recorded. Each takes a longer list, and a width of its own. */
export const recordedCalls = 12;
/** The width of the first one; every further one has the next. */
export const firstWidth = 20;

/** Programs that make the calls that are recorded. */
export const callsIn = {
  "bench/calls.mjs": `import { smooth } from "../src/smooth.js";

for (let call = 0; call < ${recordedCalls}; call += 1) {
  smooth(Array.from({ length: 400 + call }, (_, at) => ((at * 7919) % 1009) / 4), ${firstWidth} + call);
}
`,
  "bench/calls.py": `import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))
from smooth import smooth

for call in range(${recordedCalls}):
    smooth([at * 7919 % 1009 / 4 for at in range(400 + call)], ${firstWidth} + call)
`,
};

/** Tests, as small as many are. */
export const testsIn = {
  "test/smooth.test.mjs": `import assert from "node:assert";
import { smooth } from "../src/smooth.js";

assert.deepEqual(smooth([1, 3, 5], 2), [1, 2, 4]);
`,
  "test/test_smooth.py": `import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))
from smooth import smooth

if smooth([1, 3, 5], 2) != [1, 2, 4]:
    raise AssertionError("wrong means")
`,
};

import { pythonAttacks } from "./pythonAttacks.ts";
import { describeAttacks } from "./suite.ts";

describeAttacks({
  language: "Python",
  ending: "py",
  inputs: "bench/inputs.py",
  calls: "python3 bench/calls.py",
  tests: "python3 test/test_smooth.py",
  attacks: pythonAttacks,
});

import type { Change } from "./grounds.ts";

/** A candidate whose commit changes more than the target. */
export interface TreeAttack {
  /** What it tries. */
  readonly title: string;
  readonly changes: Readonly<Record<string, Change>>;
  /** What the region gate rejects it for. */
  readonly reason: RegExp;
}

const passing = 'console.log("all is well");\n';

export const treeAttacks: readonly TreeAttack[] = [
  {
    title: "changes the tests",
    changes: { "test/smooth.test.mjs": passing },
    reason: /^It changes test\/smooth\.test\.mjs/,
  },
  {
    title: "changes the inputs",
    changes: { "bench/inputs.mjs": "export const inputs = () => [[[1], 1]];\n" },
    reason: /^It changes bench\/inputs\.mjs/,
  },
  {
    title: "changes the configuration",
    changes: { "package.json": '{ "type": "commonjs" }\n' },
    reason: /^It changes package\.json/,
  },
  {
    title: "changes the lockfile",
    changes: { "package-lock.json": "{}\n" },
    reason: /^It changes package-lock\.json/,
  },
  {
    title: "brings an installed package of its own",
    changes: { "node_modules/steady/index.js": "module.exports = 2;\n" },
    reason: /^It changes node_modules\/steady\/index\.js/,
  },
  {
    title: "brings a file that tools read",
    changes: { ".npmrc": "script-shell=/tmp/harm\n" },
    reason: /^It changes \.npmrc/,
  },
  {
    title: "brings a link out of the repository",
    changes: { exit: { mode: "120000", text: "/" } },
    reason: /^It changes exit/,
  },
  {
    title: "puts a link in the place of the target's file",
    changes: { "src/smooth.js": { mode: "120000", text: "../bench/inputs.mjs" } },
    reason: /^It changes more of src\/smooth\.js than its content/,
  },
  {
    title: "lets the target's file be run as a program",
    changes: { "src/smooth.js": { mode: "100755", text: "export function smooth() {}\n" } },
    reason: /^It changes more of src\/smooth\.js than its content/,
  },
  {
    title: "changes the file beside the target",
    changes: { "src/smooth.js": "export const more = 1;\nexport function smooth() {}\n" },
    reason: /^src\/smooth\.js is changed at line 1, outside smooth/,
  },
];

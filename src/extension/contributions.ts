import type { RolesSpec } from "../engine/domain/modelsSpec.ts";

/**
 * What package.json contributes, as types: the manifest cannot be imported into code, so this table says it
 * again and a test holds the two equal.
 */

interface CommandContribution {
  /** When the command can run: the manifest's `enablement`. */
  readonly enablement: string;
  /** When the palette lists it: the `when` of the manifest's `commandPalette`. */
  readonly palette: string;
}

/**
 * Languages with a parser of our own, whose functions are offered unasked. Functions of any other language are offered
 * by the palette, from what the editor knows of them.
 */
export const targetLanguages = [
  "javascript",
  "javascriptreact",
  "typescript",
  "typescriptreact",
  "python",
] as const;

const inFile = "resourceScheme == file";
const inFolder = "workspaceFolderCount != 0";

/** Every command, by its id. */
export const commandTable = {
  "evolvent.optimizeFunction": { enablement: "isWorkspaceTrusted", palette: inFile },
  "evolvent.showLineage": { enablement: inFolder, palette: inFolder },
  "evolvent.stopRun": { enablement: "evolvent.running", palette: "evolvent.running" },
  "evolvent.reviewBest": { enablement: inFolder, palette: inFolder },
  "evolvent.openDiff": { enablement: inFolder, palette: inFolder },
  "evolvent.acceptCandidate": { enablement: "isWorkspaceTrusted", palette: "evolvent.reviewingOffered" },
  "evolvent.rejectCandidate": { enablement: "isWorkspaceTrusted", palette: "evolvent.reviewing" },
  "evolvent.noteCandidate": { enablement: "isWorkspaceTrusted", palette: inFolder },
  "evolvent.evolveFromCandidate": { enablement: "isWorkspaceTrusted", palette: inFolder },
  "evolvent.pinIdea": { enablement: "isWorkspaceTrusted", palette: inFolder },
  "evolvent.forbidIdea": { enablement: "isWorkspaceTrusted", palette: inFolder },
  "evolvent.measureMore": { enablement: "isWorkspaceTrusted", palette: inFolder },
  "evolvent.cleanUpRun": { enablement: "isWorkspaceTrusted", palette: inFolder },
  "evolvent.revokeConsent": { enablement: "evolvent.consented", palette: "evolvent.consented" },
  "evolvent.chooseModel": { enablement: "true", palette: "true" },
  "evolvent.setApiKey": { enablement: "true", palette: "true" },
  "evolvent.removeApiKey": { enablement: "true", palette: "true" },
  "evolvent.revokeSending": { enablement: inFolder, palette: inFolder },
  "evolvent.showLog": { enablement: "true", palette: "true" },
  "evolvent.refreshRuns": { enablement: inFolder, palette: "false" },
} as const satisfies Readonly<Record<`evolvent.${string}`, CommandContribution>>;

/** The id of one of our commands. */
export type CommandId = keyof typeof commandTable;

/** Every setting and its default. */
export const settingDefaults: Settings = {
  "evolvent.nodePath": "",
  "evolvent.pythonPath": "",
  "evolvent.smallestGain": 0,
  "evolvent.branchesToKeep": 5,
  "evolvent.codeLens.enabled": true,
  "evolvent.budget.candidates": 24,
  "evolvent.budget.minutes": 5,
  "evolvent.budget.tokens": 0,
  "evolvent.budget.money": 0,
  "evolvent.model.search": "rules",
  "evolvent.model.provider": "server",
  "evolvent.model.baseUrl": "https://api.openai.com/v1",
  "evolvent.model.name": "",
  "evolvent.model.price": null,
  "evolvent.model.roles": {},
};

/** What each setting holds. */
export interface Settings {
  /** Absolute path of a Node.js; empty to find one. */
  readonly "evolvent.nodePath": string;
  /** Path of a Python; empty to find one. */
  readonly "evolvent.pythonPath": string;
  /** Smallest gain worth having, as a ratio; 0 to take what the noise of the benchmark allows. */
  readonly "evolvent.smallestGain": number;
  readonly "evolvent.branchesToKeep": number;
  readonly "evolvent.codeLens.enabled": boolean;
  readonly "evolvent.budget.candidates": number;
  readonly "evolvent.budget.minutes": number;
  /** Most tokens of the language model; 0 for no limit. */
  readonly "evolvent.budget.tokens": number;
  /** Most US dollars for the language model; 0 for no limit. */
  readonly "evolvent.budget.money": number;
  readonly "evolvent.model.search": "rules" | "hybrid" | "models";
  readonly "evolvent.model.provider": "server" | "vscode";
  readonly "evolvent.model.baseUrl": string;
  /** As the server names it; of VS Code vendor, slash and id. Empty for none. */
  readonly "evolvent.model.name": string;
  /** In US dollars for a million tokens; null for the list price where there is one. */
  readonly "evolvent.model.price": { readonly prompt: number; readonly completion: number } | null;
  /** Other models of the server, their prices and parameters, by role. */
  readonly "evolvent.model.roles": RolesSpec;
}

/** Context keys that `when` clauses of the manifest read. */
export const contextKeys = [
  /** A run of this window is under way. */
  "evolvent.running",
  /** The runs of the workspace have been read and there are none. */
  "evolvent.noRuns",
  /** The user has consented to run candidates of a repository of the workspace without a sandbox. */
  "evolvent.consented",
  /** The active editor shows a candidate. */
  "evolvent.reviewing",
  /** The active editor shows a candidate that may be accepted. */
  "evolvent.reviewingOffered",
] as const;

/** The name of one of our context keys. */
export type ContextKey = (typeof contextKeys)[number];

/** The tree of runs. */
export const runsViewId = "evolvent.runs";

/** The type of the lineage's webview panel. */
export const lineagePanelType = "evolvent.lineage";

/** Scheme of the read-only documents that hold versions of a file in a run. */
export const versionScheme = "evolvent";

/** What a tree item is, for the `viewItem` of menus. */
export const treeContexts = [
  "run",
  /** A run that this window drives. */
  "run.running",
  /** A candidate that was rejected, by a gate or by the user. */
  "candidate",
  "candidate.open",
  /** A candidate that may be accepted. */
  "candidate.offered",
] as const;

export type TreeContext = (typeof treeContexts)[number];

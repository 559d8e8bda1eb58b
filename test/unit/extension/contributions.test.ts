import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  commandTable,
  contextKeys,
  lineagePanelType,
  runsViewId,
  settingDefaults,
  targetLanguages,
  treeContexts,
  versionScheme,
} from "../../../src/extension/contributions.ts";

const menuItem = z.object({ command: z.string(), when: z.string(), group: z.string().optional() });
const manifestSchema = z.object({
  activationEvents: z.array(z.string()),
  capabilities: z.object({
    untrustedWorkspaces: z.object({ supported: z.string(), restrictedConfigurations: z.array(z.string()) }),
  }),
  contributes: z.object({
    commands: z.array(
      z.object({ command: z.string(), category: z.string(), title: z.string(), enablement: z.string() }),
    ),
    menus: z.record(z.string(), z.array(menuItem)),
    configuration: z.object({ properties: z.record(z.string(), z.object({ default: z.unknown() })) }),
    viewsWelcome: z.array(z.object({ when: z.string() })),
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
  }),
});

function read(name: string): string {
  return readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");
}

const text = read("package.json");
const { activationEvents, capabilities, contributes } = manifestSchema.parse(JSON.parse(text));
const strings = z.record(z.string(), z.string()).parse(JSON.parse(read("package.nls.json")));

describe("package.json", () => {
  it("contributes exactly the commands of the table, each with its enablement and its place in the palette", () => {
    const { commandPalette = [] } = contributes.menus;
    const contributed = Object.fromEntries(
      contributes.commands.map(({ command, enablement }) => [
        command,
        { enablement, palette: commandPalette.find((item) => item.command === command)?.when },
      ]),
    );
    expect(contributed).toEqual(commandTable);
    expect(commandPalette).toHaveLength(contributes.commands.length);
  });

  it("puts every command into the one category", () => {
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(["Evolvent"]));
  });

  it("contributes exactly the settings of the table with their defaults", () => {
    const defaults = Object.entries(contributes.configuration.properties).map(([key, property]) => [
      key,
      property.default,
    ]);
    expect(Object.fromEntries(defaults)).toEqual(settingDefaults);
  });

  it("lets menus name only commands, context keys and tree items that exist", () => {
    const items = Object.values(contributes.menus).flat();
    const clauses = [
      ...items.map(({ when }) => when),
      ...contributes.commands.map(({ enablement }) => enablement),
      ...contributes.viewsWelcome.map(({ when }) => when),
    ].join("\n");
    expect(items.filter(({ command }) => !(command in commandTable))).toEqual([]);
    const used = new Set(clauses.match(/evolvent\.\w+/g));
    expect(used).toEqual(new Set([...contextKeys, runsViewId]));
    const equalTo = [...clauses.matchAll(/viewItem == (\S+)/g)].map(([, name]) => name);
    expect(treeContexts).toEqual(expect.arrayContaining(equalTo));
  });

  it("has a text for every key, and a key for every text", () => {
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    expect(new Set(used)).toEqual(new Set(Object.keys(strings)));
  });

  it("wakes the extension for a target's language, a diff or a page that comes back, and for nothing else", () => {
    expect(activationEvents).toEqual([
      ...targetLanguages.map((language) => `onLanguage:${language}`),
      `onFileSystem:${versionScheme}`,
      `onWebviewPanel:${lineagePanelType}`,
    ]);
  });

  it("keeps an untrusted workspace from choosing the programs that run code", () => {
    expect(capabilities.untrustedWorkspaces).toEqual({
      supported: "limited",
      restrictedConfigurations: ["evolvent.nodePath", "evolvent.pythonPath"],
    });
  });
});

import { isIPv4 } from "node:net";
import { l10n } from "vscode";
import type { Settings } from "../contributions.ts";
import { ModelProblem } from "./modelProblem.ts";

/** The settings about language models, without their common beginnings. */
export interface ModelSettings {
  readonly search: Settings["evolvent.model.search"];
  readonly provider: Settings["evolvent.model.provider"];
  readonly baseUrl: string;
  readonly name: string;
  readonly price: Settings["evolvent.model.price"];
  /** What is set for roles; checked where it is used, as any file of settings may hold anything. */
  readonly roles: Settings["evolvent.model.roles"];
  /** 0 for no limit, as `money`. */
  readonly tokens: number;
  readonly money: number;
}

/** The language model that the settings name. */
export type ChosenModel =
  | { readonly kind: "server"; readonly model: string; readonly baseUrl: string }
  /** One of VS Code; `model` is its name in a spec. */
  | { readonly kind: "editor"; readonly model: string; readonly vendor: string; readonly id: string };

/** Null when rules search alone. @throws ModelProblem when the settings name no model. */
export function chosenModel({ search, provider, baseUrl, name }: ModelSettings): ChosenModel | null {
  if (search === "rules") return null;
  const model = name.trim();
  if (model === "") {
    throw new ModelProblem(
      l10n.t("The settings ask for a language model and name none: choose one."),
      "evolvent.chooseModel",
    );
  }
  if (provider === "server") return { kind: "server", model, baseUrl: baseUrl.trim() };
  const [, vendor = "", id = ""] = /^([^/]+)\/(.+)$/.exec(model) ?? [];
  if (vendor !== "") return { kind: "editor", model, vendor, id };
  throw new ModelProblem(
    l10n.t("{0} is no language model of VS Code, whose names are vendor/id: choose one.", model),
    "evolvent.chooseModel",
  );
}

/** The name in the settings of a model of VS Code. */
export function editorModelName({ vendor, id }: { readonly vendor: string; readonly id: string }): string {
  return `${vendor}/${id}`;
}

/** Whether what is sent there stays on this machine. */
export function isThisMachine(baseUrl: string): boolean {
  const host = URL.parse(baseUrl)?.hostname ?? "";
  return /(^|\.)localhost$/.test(host) || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
}

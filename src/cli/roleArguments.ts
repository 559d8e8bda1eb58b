import { InvalidArgumentError } from "commander";
import {
  type ReasoningEffort,
  type Rival,
  type RolesSpec,
  type RoleTerms,
  reasoningEfforts,
} from "../engine/domain/modelsSpec.ts";
import { type ModelRole, modelRoles } from "../engine/languageModel.ts";
import { priceArgument } from "./arguments.ts";

/** `navigator=gpt-5-nano`, for an option. Several options make one object. */
export function roleModelArgument(text: string, before: RolesSpec = {}): RolesSpec {
  const { role, value } = ofRole(text, "navigator=gpt-5-nano");
  return withTerms(before, role, { model: value });
}

/** `navigator=0.05/0.4`, for an option: dollars for a million tokens. Several options make one object. */
export function rolePriceArgument(text: string, before: RolesSpec = {}): RolesSpec {
  const { role, value } = ofRole(text, "navigator=0.05/0.4");
  return withTerms(before, role, { price: priceArgument(value) });
}

/** `navigator.effort=low`, for an option. Several options make one object. */
export function roleSettingArgument(text: string, before: RolesSpec = {}): RolesSpec {
  const { role, name, value } = /^(?<role>[a-z]+)\.(?<name>[a-z]+)=(?<value>.+)$/.exec(text)?.groups ?? {};
  return withTerms(before, roleNamed(role), termsIn(name, value ?? ""));
}

/** `gpt-5-nano` or `gpt-5-nano=0.05/0.4` with its price, for an option. Several options make one list. */
export function rivalArgument(text: string, before: readonly Rival[] = []): readonly Rival[] {
  const [, model = "", price] = /^([^=]+?)(?:=(.*))?$/.exec(text.trim()) ?? [];
  if (model === "") throw new InvalidArgumentError("It must name a model, as in gpt-5-nano=0.05/0.4.");
  return [...before, price === undefined ? { model } : { model, price: priceArgument(price) }];
}

/** What is said of the roles, the later saying the last word on each thing. */
export function mergedRoles(...sources: readonly (RolesSpec | undefined)[]): RolesSpec {
  const roles = modelRoles.flatMap((role) => {
    const said = sources.flatMap((source) => source?.[role] ?? []);
    const terms = said.reduce<RoleTerms>(merged, {});
    return Object.keys(terms).length === 0 ? [] : [[role, terms] as const];
  });
  return Object.fromEntries(roles);
}

/** Another model brings its own price. */
function merged({ price, ...before }: RoleTerms, after: RoleTerms): RoleTerms {
  const isOther = after.model !== undefined && after.model !== before.model;
  return { ...before, ...(price === undefined || isOther ? {} : { price }), ...after };
}

function withTerms(before: RolesSpec, role: ModelRole, terms: RoleTerms): RolesSpec {
  return { ...before, [role]: { ...before[role], ...terms } };
}

function ofRole(text: string, example: string): { readonly role: ModelRole; readonly value: string } {
  const at = text.indexOf("=");
  const value = text.slice(at + 1).trim();
  if (at < 0 || value === "") throw new InvalidArgumentError(`It must read as in ${example}.`);
  return { role: roleNamed(text.slice(0, at)), value };
}

function roleNamed(name: string | undefined): ModelRole {
  const role = modelRoles.find((each) => each === name);
  if (role !== undefined) return role;
  throw new InvalidArgumentError(`It must begin with a role: ${modelRoles.join(", ")}.`);
}

function termsIn(name: string | undefined, value: string): RoleTerms {
  switch (name) {
    case "temperature":
      if (/^\d(\.\d+)?$/.test(value) && Number(value) <= 2) return { temperature: Number(value) };
      throw new InvalidArgumentError("A temperature is a number from 0 to 2.");
    case "tokens":
      if (/^\d{2,7}$/.test(value) && Number(value) >= 16 && Number(value) <= 1e6)
        return { answerTokens: Number(value) };
      throw new InvalidArgumentError("The most tokens of an answer are a whole number from 16 to 1000000.");
    case "effort":
      return { reasoningEffort: effortNamed(value) };
    default:
      throw new InvalidArgumentError(
        "It must set temperature, effort or tokens, as in navigator.effort=low.",
      );
  }
}

function effortNamed(value: string): ReasoningEffort {
  const effort = reasoningEfforts.find((each) => each === value);
  if (effort !== undefined) return effort;
  throw new InvalidArgumentError(`An effort is one of ${reasoningEfforts.join(", ")}.`);
}

import * as z from "zod";
import type { ModelRole } from "../languageModel.ts";

/** Who makes proposals where a language model takes part: the model alone, or rules and the model in competition. */
export const modelSearches = ["models", "hybrid"] as const;

const perMillion = z.number().min(0).max(1e5);
const priceSchema = z.strictObject({
  prompt: perMillion.describe("US dollars for a million tokens of prompts."),
  completion: perMillion.describe("US dollars for a million tokens of answers."),
});
const modelName = z.string().min(1).max(200);

/** How long a reasoning model may think. */
export const reasoningEfforts = ["none", "minimal", "low", "medium", "high"] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];

const proposingRole = z.strictObject({
  model: modelName.optional().describe("Another language model of the same server."),
  price: priceSchema
    .optional()
    .describe("What that model costs; when left out, the list price where there is one."),
  reasoningEffort: z
    .enum(reasoningEfforts)
    .optional()
    .describe("How long a reasoning model may think; what it does by itself when left out."),
  answerTokens: z
    .int()
    .min(16)
    .max(1e6)
    .optional()
    .describe(
      "Most tokens of one answer, thinking included; enough for a model that does not think when left out.",
    ),
});
const rivalSchema = proposingRole.extend({
  model: modelName.describe("Another language model of the same server, which competes in making proposals."),
});
/** A model that competes with the generator's own. */
export type Rival = Readonly<z.infer<typeof rivalSchema>>;

const generatorRole = proposingRole.extend({
  rivals: z
    .array(rivalSchema)
    .min(1)
    .max(8)
    .readonly()
    .optional()
    .describe("Further language models, asked as often as their proposals pay; none when left out."),
});
const advisingRole = proposingRole.extend({
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe("How freely it answers: 0 for always the likeliest, 2 at most."),
});

/** What is set for a role; of the generator never a temperature, which the search itself sets. */
export type RoleTerms = Readonly<z.infer<typeof advisingRole>> & {
  /** Of the generator only. */
  readonly rivals?: readonly Rival[] | undefined;
};

/** Roles that can have a model and parameters of their own. */
export const modelRolesSchema = z
  .strictObject({
    summarizer: advisingRole.optional(),
    navigator: advisingRole.optional(),
    sampler: advisingRole.optional(),
    generator: generatorRole.optional(),
    rubric: advisingRole.optional(),
  })
  .refine(
    (roles: RolesSpec) =>
      Object.values(roles).every((terms) => terms?.price === undefined || terms.model !== undefined),
    { message: "a role has a price only with a model of its own" },
  );
/** What is set for which roles. */
export type RolesSpec = Readonly<Partial<Record<ModelRole, RoleTerms | undefined>>>;

/** Which language models take part. Where they are, and the key for them, are no business of a file in a repository. */
export const modelsSchema = z
  .strictObject({
    search: z
      .enum(modelSearches)
      .describe("Who makes proposals: the model alone, or rules and the model in competition."),
    model: modelName.describe("The language model, as its server names it."),
    price: priceSchema
      .optional()
      .describe("What the model costs; when left out, the list price where there is one."),
    roles: modelRolesSchema
      .optional()
      .describe("Roles with another model or parameters of their own; the model does all when left out."),
  })
  .refine((models) => !isPricedTwice(models), {
    message: "a model that is named several times has one price",
  })
  .refine((models) => repeatedProposer(models) === null, {
    message: "the models that compete in making proposals are all different",
  });
export type ModelsSpec = Readonly<z.infer<typeof modelsSchema>>;

type Named = Pick<RoleTerms, "model" | "price"> & { readonly roles?: RolesSpec | undefined };

/** The prices that a spec sets, each with its model; one of several roles comes several times. */
export function setPrices({ model, price, roles = {} }: Named): readonly {
  readonly model: string;
  readonly price: NonNullable<RoleTerms["price"]>;
}[] {
  return [{ model, price }, ...Object.values(roles), ...(roles.generator?.rivals ?? [])].flatMap((named) =>
    named?.model === undefined || named.price === undefined
      ? []
      : [{ model: named.model, price: named.price }],
  );
}

function isPricedTwice(models: Named): boolean {
  const prices = setPrices(models);
  return prices.some(({ model, price }) =>
    prices.some(
      (other) =>
        other.model === model &&
        (other.price.prompt !== price.prompt || other.price.completion !== price.completion),
    ),
  );
}

/** A model that is named twice among those that make proposals; null when there is none. */
export function repeatedProposer({ model, roles }: Named): string | null {
  const { model: own = model, rivals = [] } = roles?.generator ?? {};
  const names = [own, ...rivals.map((rival) => rival.model)];
  return names.find((name, at) => names.indexOf(name) !== at) ?? null;
}

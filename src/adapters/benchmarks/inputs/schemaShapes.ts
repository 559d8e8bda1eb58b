import * as z from "zod";
import {
  anyString,
  type CallShapes,
  constant,
  NoShape,
  type Property,
  type Shape,
  type StringForm,
  stringFormats,
  unionOf,
} from "./shape.ts";

/** The part of JSON Schema (draft 2020-12, and what earlier drafts write otherwise) that says which values there are. */
const schemaSchema = z.looseObject({
  $ref: z.string().optional(),
  $defs: z.record(z.string(), z.unknown()).optional(),
  definitions: z.record(z.string(), z.unknown()).optional(),
  type: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  enum: z.array(z.unknown()).min(1).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).min(1).optional(),
  oneOf: z.array(z.unknown()).min(1).optional(),
  allOf: z.array(z.unknown()).min(1).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  minItems: z.int().min(0).optional(),
  maxItems: z.int().min(0).optional(),
  uniqueItems: z.boolean().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  multipleOf: z.number().positive().optional(),
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(0).optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
});
type Schema = z.infer<typeof schemaSchema>;

/** Keywords that exclude values in ways that cannot be drawn by. */
const excluding = ["not", "if", "patternProperties", "propertyNames", "contains", "dependentSchemas"];
const everyType = ["null", "boolean", "number", "string", "array", "object"];

/**
 * The shapes of the arguments by a JSON Schema of their array.
 * @throws NoShape naming the place in the schema that cannot be drawn by
 */
export function schemaShapes(document: unknown): CallShapes {
  const reader = new SchemaReader(document);
  const args = reader.shapeOf(document, "#");
  const found = reader.resolved(args);
  if (found.kind !== "array" && found.kind !== "tuple")
    throw new NoShape("at # it describes no array: describe the array of all arguments");
  return { args: found, construct: null, definitions: reader.definitions };
}

class SchemaReader {
  readonly definitions = new Map<string, Shape>();
  readonly #document: unknown;
  readonly #underWay = new Set<string>();

  constructor(document: unknown) {
    this.#document = document;
  }

  /** @param place a JSON pointer, for messages */
  shapeOf(value: unknown, place: string): Shape {
    if (value === true) return this.#ofTypes({}, everyType, place);
    if (value === false) throw new NoShape(`at ${place} it allows no value`);
    const parsed = schemaSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const inner = (issue?.path ?? []).map((step) => `/${String(step)}`).join("");
      throw new NoShape(`at ${place}${inner} it is no JSON Schema (${issue?.message ?? "unknown"})`);
    }
    const schema = parsed.data;
    const unknown = excluding.find((keyword) => keyword in schema);
    if (unknown !== undefined)
      throw new NoShape(`at ${place} it says \`${unknown}\`, by which nothing can be drawn`);
    return this.#shapeOf(schema, place);
  }

  /** What a name stands for. */
  resolved(shape: Shape): Shape {
    let found = shape;
    for (let steps = 0; found.kind === "reference"; steps += 1) {
      const next = this.definitions.get(found.name);
      if (next === undefined || steps > this.definitions.size)
        throw new NoShape(`at ${found.name} it is made of itself`);
      found = next;
    }
    return found;
  }

  #shapeOf(schema: Schema, place: string): Shape {
    if (schema.$ref !== undefined) return this.#reference(schema.$ref, place);
    if ("const" in schema) return constant(schema.const);
    if (schema.enum !== undefined) return unionOf(schema.enum.map(constant));
    const options = schema.anyOf ?? schema.oneOf;
    if (options !== undefined) {
      const keyword = schema.anyOf === undefined ? "oneOf" : "anyOf";
      return unionOf(
        options.map((option, index) => this.#both(schema, option, `${place}/${keyword}/${index}`)),
      );
    }
    if (schema.allOf !== undefined) return this.#all(schema, schema.allOf, place);
    const { type = typesBy(schema) } = schema;
    return this.#ofTypes(schema, typeof type === "string" ? [type] : type, place);
  }

  /** An option with what stands beside it: properties that all options have. */
  #both(schema: Schema, option: unknown, place: string): Shape {
    const shape = this.shapeOf(option, place);
    if (schema.properties === undefined) return shape;
    return merged([this.#object(schema, place), this.resolved(shape)], place);
  }

  #all(schema: Schema, parts: readonly unknown[], place: string): Shape {
    const shapes = parts.map((part, index) => this.resolved(this.shapeOf(part, `${place}/allOf/${index}`)));
    const [only, ...others] = shapes;
    if (only !== undefined && others.length === 0 && schema.properties === undefined) return only;
    return merged(
      [...shapes, ...(schema.properties === undefined ? [] : [this.#object(schema, place)])],
      place,
    );
  }

  #reference(name: string, place: string): Shape {
    if (!name.startsWith("#"))
      throw new NoShape(`at ${place} it refers to ${name}, which is another document`);
    if (!this.definitions.has(name) && !this.#underWay.has(name)) {
      this.#underWay.add(name);
      this.definitions.set(name, this.shapeOf(this.#at(name, place), name));
    }
    return { kind: "reference", name };
  }

  #at(pointer: string, place: string): unknown {
    let found: unknown = this.#document;
    for (const step of pointer.split("/").slice(1)) {
      const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      found = Object(found) === found ? Reflect.get(Object(found), key) : undefined;
    }
    if (found === undefined) throw new NoShape(`at ${place} it refers to ${pointer}, which is not there`);
    return found;
  }

  #ofTypes(schema: Schema, types: readonly string[], place: string): Shape {
    return unionOf(types.map((type) => this.#ofType(schema, type, place)));
  }

  #ofType(schema: Schema, type: string, place: string): Shape {
    switch (type) {
      case "null":
        return constant(null);
      case "boolean":
        return { kind: "boolean" };
      case "integer":
      case "number":
        return numbers(schema, type === "integer");
      case "string":
        return strings(schema, place);
      case "array":
        return this.#array(schema, place);
      case "object":
        return this.#object(schema, place);
      default:
        throw new NoShape(`at ${place} it names the type ${type}, which JSON does not have`);
    }
  }

  #array(schema: Schema, place: string): Shape {
    const { minItems: min = 0, maxItems: max = null, uniqueItems: unique = false } = schema;
    if (max !== null && max < min)
      throw new NoShape(`at ${place} it wants ${min} items or more and ${max} at most`);
    // Before draft 2020-12, `items` was what `prefixItems` is now.
    const first = schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : null);
    if (first !== null) {
      const rest = schema.prefixItems === undefined ? undefined : schema.items;
      return this.#tuple({ first, rest, min }, place);
    }
    const element =
      schema.items === undefined
        ? this.#ofTypes({}, ["number", "string"], place)
        : this.shapeOf(schema.items, `${place}/items`);
    return { kind: "array", element, min, max, unique };
  }

  #tuple(
    {
      first,
      rest,
      min,
    }: { readonly first: readonly unknown[]; readonly rest: unknown; readonly min: number },
    place: string,
  ): Shape {
    const elements = first.map((item, index) => this.shapeOf(item, `${place}/prefixItems/${index}`));
    const more = rest === undefined || rest === false ? null : this.shapeOf(rest, `${place}/items`);
    if (more === null && min > elements.length)
      throw new NoShape(`at ${place} it wants ${min} items and describes ${elements.length}`);
    return { kind: "tuple", elements, rest: more };
  }

  #object(schema: Schema, place: string): Extract<Shape, { kind: "object" }> {
    const { properties = {}, required = [], additionalProperties: others } = schema;
    const named = Object.entries(properties).map(
      ([name, value]): Property => ({
        name,
        shape: this.shapeOf(value, `${place}/properties/${name}`),
        optional: !required.includes(name),
      }),
    );
    const missing = required.filter((name) => !(name in properties));
    const usual = Object(others) === others ? this.shapeOf(others, `${place}/additionalProperties`) : null;
    const demanded = missing.map((name): Property => ({ name, shape: usual ?? anyString, optional: false }));
    return { kind: "object", properties: [...named, ...demanded], others: usual };
  }
}

/** What a schema without a type is about, by what else it says. */
function typesBy(schema: Schema): readonly string[] {
  if (schema.properties !== undefined || schema.required !== undefined) return ["object"];
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ["array"];
  if (schema.minimum !== undefined || schema.maximum !== undefined || schema.multipleOf !== undefined)
    return ["number"];
  if (schema.pattern !== undefined || schema.format !== undefined || schema.minLength !== undefined)
    return ["string"];
  return everyType;
}

function numbers(schema: Schema, whole: boolean): Shape {
  const step = schema.multipleOf ?? (whole ? 1 : null);
  const above = schema.exclusiveMinimum;
  const below = schema.exclusiveMaximum;
  // Next to an excluded bound lies the next multiple, or, among fractions, nearly the bound itself.
  const gap = (bound: number): number => step ?? Math.max(Math.abs(bound), 1) * 2 ** -40;
  const least = [schema.minimum, above === undefined ? undefined : above + gap(above)].filter(
    (each) => each !== undefined,
  );
  const most = [schema.maximum, below === undefined ? undefined : below - gap(below)].filter(
    (each) => each !== undefined,
  );
  return {
    kind: "number",
    step,
    min: least.length === 0 ? null : Math.max(...least),
    max: most.length === 0 ? null : Math.min(...most),
  };
}

function strings(schema: Schema, place: string): Shape {
  const { minLength = null, maxLength = null } = schema;
  return { kind: "string", minLength, maxLength, form: formOf(schema, place) };
}

function formOf({ pattern, format }: Schema, place: string): StringForm | null {
  if (pattern !== undefined) {
    try {
      return { kind: "pattern", expression: new RegExp(pattern, "u") };
    } catch {
      throw new NoShape(`at ${place} its pattern is no regular expression`);
    }
  }
  const known = stringFormats.find((each) => each === format);
  return known === undefined ? null : { kind: "format", format: known };
}

function merged(shapes: readonly Shape[], place: string): Shape {
  const properties = new Map<string, Property>();
  let others: Shape | null = null;
  for (const shape of shapes) {
    if (shape.kind !== "object") throw new NoShape(`at ${place} it joins what are not all objects`);
    for (const property of shape.properties) {
      const known = properties.get(property.name);
      properties.set(
        property.name,
        known === undefined ? property : { ...property, optional: known.optional && property.optional },
      );
    }
    others ??= shape.others;
  }
  return { kind: "object", properties: [...properties.values()], others };
}

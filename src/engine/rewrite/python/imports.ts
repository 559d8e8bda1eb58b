import { freshName, type PythonProgram } from "./program.ts";

/** How something of the standard library is called in a program. */
export interface Imported {
  /** What the code says, such as `deque` or `collections.deque`. */
  readonly text: string;
  /** The import to be added, unless the file has one. */
  readonly helpers: readonly string[];
}

/** A name of a module for use in the target: an import of the file where there is one, else a new one that shadows nothing. */
export function imported(program: PythonProgram, module: string, name: string): Imported {
  for (const statement of program.scopes.module.owner.kind === "block"
    ? program.scopes.module.owner.statements
    : []) {
    if (statement.kind !== "import") continue;
    for (const alias of statement.aliases) {
      const found = statement.from === module && alias.path === name;
      const whole = statement.from === null && alias.path === module;
      if ((found || whole) && means(program, alias.name.id))
        return { text: found ? alias.name.id : `${alias.name.id}.${name}`, helpers: [] };
    }
  }
  const own = freshName(program, name);
  return { text: own, helpers: [`from ${module} import ${name}${own === name ? "" : ` as ${own}`}`] };
}

/** True when a name of the module is assigned once and not hidden inside the target. */
function means(program: PythonProgram, name: string): boolean {
  const { scopes, target } = program;
  const binding = scopes.module.bindings.get(name);
  const declared = binding?.mentions.filter((mention) => scopes.accessOf(mention) !== "read");
  return declared?.length === 1 && scopes.lookup(name, scopes.scopeAt(target.body)) === binding;
}

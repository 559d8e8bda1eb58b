import type { Node, Program, Statement } from "@babel/types";

/** Types and classes declared at the top of a file, by name. */
export type Declarations = ReadonlyMap<string, Statement>;

export function declarationsOf(program: Program): Declarations {
  const found = new Map<string, Statement>();
  for (const statement of program.body) {
    const declared = declaredBy(statement);
    const name = nameOf(declared);
    if (declared !== null && name !== null) found.set(name, declared);
  }
  return found;
}

function declaredBy(statement: Statement): Statement | null {
  if (statement.type === "ExportNamedDeclaration") return statement.declaration ?? null;
  if (statement.type !== "ExportDefaultDeclaration") return statement;
  const { declaration } = statement;
  return declaration.type === "TSInterfaceDeclaration" || declaration.type === "ClassDeclaration"
    ? declaration
    : null;
}

function nameOf(declared: Node | null): string | null {
  switch (declared?.type) {
    case "TSTypeAliasDeclaration":
    case "TSInterfaceDeclaration":
    case "TSEnumDeclaration":
    case "ClassDeclaration":
      return declared.id?.name ?? null;
    default:
      return null;
  }
}

/** A name that an import binds, and the full name of what it means. */
export interface Import {
  readonly name: string;
  /** `os.system` for `from os import system`; `os` for `import os.path`. Begins with a dot when it is relative. */
  readonly path: string;
}

/** The names that an import statement binds; a star binds `*`. */
export function importsOf(statement: string): readonly Import[] {
  const plain = statement
    .replaceAll(/#.*$/gm, " ")
    .replaceAll(/[()\\]|\s+/g, " ")
    .replaceAll(/ +/g, " ")
    .trim();
  const [, from, names] = /^from ?(.+?) import (.+)$/.exec(plain) ?? [];
  const list = names ?? /^import (.+)$/.exec(plain)?.[1] ?? "";
  return list
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map((each) => {
      const [path = "", alias] = each.split(" as ").map((part) => part.trim());
      if (from !== undefined)
        return { name: alias ?? path, path: from.endsWith(".") ? from + path : `${from}.${path}` };
      const [top = path] = path.split(".");
      return alias === undefined ? { name: top, path: top } : { name: alias, path };
    });
}

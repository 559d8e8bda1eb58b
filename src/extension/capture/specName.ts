import { specName } from "../../engine/domain/runSpec.ts";

/** The target's name for a spec; when another target has it already, with a number behind it. */
export function freeSpecName(
  target: { readonly file: string; readonly symbol: string },
  taken: ReadonlySet<string>,
): string {
  const name = specName(target);
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`;
    const numbered = name.slice(0, 48 - suffix.length) + suffix;
    if (!taken.has(numbered)) return numbered;
  }
}

import type { Baseline } from "../../domain/candidate.ts";
import type { Profile } from "../../domain/events.ts";

const leastShare = 0.03;

/** Where the time of the original goes, as lines of its code with their shares in comments. */
export function hotLines(
  profile: Profile,
  { text, file }: Pick<Baseline, "text" | "file">,
): readonly string[] {
  const lines = text.split("\n");
  const mark = file.endsWith(".py") ? "#" : "//";
  const own = profile.lines.flatMap(({ line, share }) => {
    const code = lines[line - 1]?.trim() ?? "";
    return code === "" ? [] : [`${code} ${mark} ${percent(share)} of the time, line ${line}`];
  });
  const { builtins, garbage } = profile;
  return [
    ...own,
    ...(builtins < leastShare
      ? []
      : [`${mark} ${percent(builtins)} of the time: built-in functions, from lines not told apart`]),
    ...(garbage < leastShare ? [] : [`${mark} ${percent(garbage)} of the time: garbage collection`]),
  ];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

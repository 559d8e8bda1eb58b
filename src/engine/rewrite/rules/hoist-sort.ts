import { methodCalls } from "../calls.ts";
import { isPure } from "../knowledge.ts";
import { anchorBefore, enclosingLoops, type Loop } from "../loops.ts";
import type { RewriteRule } from "../rule.ts";
import { insertBefore, removeStatement, textOf } from "../source.ts";
import { subjectOf } from "../subject.ts";
import { isSettled, usesOf } from "../uses.ts";

/** `list.sort()` as a statement of a loop that leaves the list alone otherwise sorts what is sorted already. */
export const hoistSort: RewriteRule = {
  id: "hoist-sort",
  title: "sort once before the loop",
  find: (program) =>
    methodCalls(program, ["sort"]).flatMap(({ call, object, args }) => {
      const place = call.parentPath;
      const subject = subjectOf(object);
      if (!subject || !place.isExpressionStatement() || !args.every((argument) => isPure(argument, true)))
        return [];
      const stays = (loop: Loop): boolean =>
        loop.kind === "statement" &&
        isSettled(subject, loop.path) &&
        usesOf(subject, loop.path).every((use) => use.kind === "read" || use.path === call.get("callee"));
      const loops = enclosingLoops(program, call);
      const changing = loops.findIndex((loop) => !stays(loop));
      const loop = (changing < 0 ? loops : loops.slice(0, changing)).at(-1);
      const anchor = loop && anchorBefore(program, loop);
      if (!anchor || !place.inList) return [];
      return [
        {
          summary: `sort \`${textOf(program, object)}\` once before the loop`,
          edits: [
            ...insertBefore(program, anchor, [textOf(program, place)]),
            removeStatement(program, place),
          ],
        },
      ];
    }),
};

import { describe, expect, it } from "vitest";
import { type EditorSymbol, symbolRegions } from "../../../src/extension/capture/symbolRegions.ts";

type Made = Pick<EditorSymbol, "name" | "role"> & { readonly children?: readonly Made[] };

/** Symbols with places that follow from their order. */
function symbols(made: readonly Made[], from = 0): readonly EditorSymbol[] {
  return made.map(({ name, role, children = [] }, index) => {
    const start = from + 100 * index;
    return { name, role, start, end: start + 90, children: symbols(children, start + 10) };
  });
}

function names(made: readonly Made[]): readonly string[] {
  return symbolRegions(symbols(made), (offset) => offset).map(({ symbol }) => symbol);
}

const method = (name: string): Made => ({ name, role: "function" });
const holder = (name: string, ...children: readonly Made[]): Made => ({ name, role: "container", children });

describe("What an editor tells of a document", () => {
  it("becomes targets, named by what they stand in", () => {
    expect(names([method("main"), holder("Graph", method("visit"), holder("Node", method("next")))])).toEqual(
      ["main", "Graph.visit", "Graph.Node.next"],
    );
  });

  it("is named as in the terminal, however a language server dresses it up", () => {
    expect(names([method("find(int, const char *)"), method("sort<T>(List<T>)")])).toEqual(["find", "sort"]);
    expect(names([method("(*Graph).Visit"), method("(Tree[K]).Insert"), method("geo::area")])).toEqual([
      "Graph.Visit",
      "Tree.Insert",
      "geo.area",
    ]);
    expect(
      names([
        holder("impl Graph", method("visit")),
        holder("impl<T> Shape for Tree<T>", method("area")),
        holder("impl Display for Edge", method("fmt")),
      ]),
    ).toEqual(["Graph.visit", "Tree.area", "Edge.fmt"]);
  });

  it("leaves out what is no function, and looks into it", () => {
    expect(names([{ name: "exports", role: "other", children: [method("parse")] }])).toEqual(["parse"]);
    expect(names([{ name: "LIMIT", role: "other" }, holder("Empty")])).toEqual([]);
  });

  it("says where a helper may stand: at the beginning of the line", () => {
    const [region] = symbolRegions(symbols([method("f")], 37), () => 30);
    expect(region).toEqual({ symbol: "f", span: { start: 37, end: 127 }, helperOffset: 30 });
  });
});

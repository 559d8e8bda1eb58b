/** Nodes and edges of a graph without cycles, two edges a node: every edge leads to a later node. */
export function inputs(random, size) {
  const nodes = Array.from({ length: size }, (_, index) => `n${index}`);
  const edges = [];
  for (let from = 0; from < size - 1; from++) {
    for (let edge = 0; edge < 2; edge++) {
      const to = from + 1 + Math.floor(random() * (size - from - 1));
      edges.push([nodes[from], nodes[to]]);
    }
  }
  return [[nodes, edges]];
}

import { dice } from "../judge/draw.ts";

/** Arguments for the functions beside this file, the same each time. */
export function argumentsFor(name: string): readonly unknown[] {
  const roll = dice(1);
  const word = (stem: string, most: number) => `${stem}${roll(most)}`;
  const times = <Each>(count: number, make: (index: number) => Each): readonly Each[] =>
    Array.from({ length: count }, (_, index) => make(index));
  switch (name) {
    case "accessReport": {
      const statuses = [200, 200, 200, 304, 404, 500];
      const line = () =>
        [
          word("host", 40),
          word("user", 60),
          `/a/${word("page", 90)}`,
          statuses[roll(6)],
          100 + roll(9_000),
        ].join(" ");
      const lines = times(300, (index) => (index % 25 === 0 ? "cut off" : line()));
      return [lines, times(30, () => word("host", 400)), 5_000];
    }
    case "orderReport": {
      const customers = times(60, (id) => ({ id: `c${id}`, name: `name${id % 50}` }));
      const products = times(80, (id) => ({ id: `p${id}`, name: `thing${id % 70}`, price: 1 + roll(50) }));
      const order = () => ({ customer: word("c", 65), product: word("p", 70), count: 1 + roll(9) });
      return [times(250, order), customers, products, times(12, () => word("c", 60))];
    }
    case "buildOrder": {
      const imports = (index: number) =>
        [...new Set(times(roll(4), () => `module${roll(Math.max(index, 1))}`))].concat(
          index % 30 === 0 ? ["elsewhere"] : [],
        );
      const modules = times(110, (index) => ({ name: `module${index}`, imports: imports(index) }));
      return [modules, times(8, () => word("module", 110))];
    }
    default:
      throw new Error(`there are no arguments for ${name}`);
  }
}

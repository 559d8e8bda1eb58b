import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import process from "node:process";
import { Command } from "commander";
import { builtFile } from "../../adapters/runs/builtFiles.ts";
import { openRunsHere } from "../context.ts";

/** `evolvent report`: the lineage page as one self-contained HTML file. */
export function reportCommand(): Command {
  return new Command("report")
    .description("write a run's lineage page, diffs included, as one HTML file")
    .argument("<run>", "the run, as `evolvent runs` lists it")
    .option("-o, --output <file>", "the file to write; <run>.html in the current folder when left out")
    .action(async (run: string, options: { readonly output?: string }) => {
      const [{ lineageModel }, { reportHtml }] = await Promise.all([
        import("../../protocol/lineageModel.ts"),
        import("../../protocol/pageHtml.ts"),
      ]);
      const runs = await openRunsHere();
      const view = await runs.view(run);
      const diffs: Record<number, string> = {};
      for (const { number } of view.candidates) diffs[number] = await runs.diff(run, number, "parent");
      const [script, style] = await Promise.all(
        ["lineage.js", "lineage.css"].map((name) => readFile(builtFile(`webview/${name}`), "utf8")),
      );
      if (script === undefined || style === undefined) throw new Error("the lineage page is incomplete");
      const path = resolve(options.output ?? `${run}.html`);
      await writeFile(
        path,
        reportHtml({
          nonce: randomBytes(16).toString("base64"),
          title: `${view.spec.target.symbol} — Evolvent`,
          model: { run: lineageModel(view), diffs },
          script,
          style,
        }),
      );
      process.stdout.write(`${path}\n`);
    });
}

import process from "node:process";
import { Command } from "commander";
import { findLocalServers, type LocalServer } from "../../adapters/models/localServers.ts";
import { untilStopped } from "../interrupt.ts";

/** `evolvent models`: the language models that servers on this machine offer. */
export function modelsCommand(): Command {
  return new Command("models")
    .description("list the language models of servers on this machine (Ollama, LM Studio, llama.cpp, vLLM)")
    .action(async () => {
      await untilStopped(async (signal) => {
        const servers = await findLocalServers(signal);
        process.stdout.write(
          servers.length === 0
            ? "No server of language models answers on its usual port of this machine. Any other is named with --base-url and --model.\n"
            : `${servers.map(textOf).join("\n")}\n`,
        );
      });
    });
}

function textOf({ name, baseUrl, models }: LocalServer): string {
  const [first] = models;
  const lines = [`${name} at ${baseUrl}`, ...models.map((model) => `  ${model}`)];
  return [
    ...lines,
    first === undefined
      ? "  It has no model loaded."
      : `Use one with: evolvent optimize <target> --base-url ${baseUrl} --model ${first}`,
  ].join("\n");
}

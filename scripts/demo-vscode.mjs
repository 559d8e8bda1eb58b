import { spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureBubblewrap } from "./lib/bubblewrap.mjs";
import { buildExtension } from "./lib/build.mjs";
import { makeDemoRepository } from "./lib/demo-repository.mjs";
import { pinnedNodeEnvironment, repositoryRoot } from "./lib/node.mjs";
import { packageExtension } from "./lib/package.mjs";
import { lastLines, run, runMain } from "./lib/process.mjs";
import { ensureVSCodeServer } from "./vscode-server.mjs";

/** Serves the demo's repository in a VS Code in the browser, with the packaged extension installed, until Ctrl-C. */
async function main() {
  await ensureBubblewrap();
  const server = await ensureVSCodeServer();
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), "evolvent-vscode-"));
  try {
    const repository = await makeDemoRepository();
    const packaged = path.join(folder, "evolvent.vsix");
    const settings = path.join(folder, "data/data/User");
    await mkdir(settings, { recursive: true });
    await writeFile(
      path.join(settings, "settings.json"),
      JSON.stringify({ "workbench.startupEditor": "none" }),
    );
    const common = [
      "--server-data-dir",
      path.join(folder, "data"),
      "--extensions-dir",
      path.join(folder, "extensions"),
    ];
    console.log("Packaging the extension …");
    await buildExtension();
    await packageExtension(packaged);
    await must(server.node, [
      server.serverMain,
      ...common,
      "--accept-server-license-terms",
      "--install-extension",
      packaged,
    ]);
    await serve(server, repository, common);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return 0;
}

/**
 * @param {import("./vscode-server.mjs").VSCodeServer} server
 * @param {string} repository
 * @param {readonly string[]} common
 * @returns {Promise<void>} when the server has ended
 */
function serve(server, repository, common) {
  const child = spawn(
    server.node,
    [
      server.serverMain,
      ...[
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--without-connection-token",
        "--accept-server-license-terms",
      ],
      ...["--telemetry-level", "off", "--disable-workspace-trust", ...common],
    ],
    { env: pinnedNodeEnvironment(), stdio: ["ignore", "pipe", "inherit"] },
  );
  const stop = () => child.kill("SIGTERM");
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  let output = "";
  child.stdout.on("data", (/** @type {Buffer} */ chunk) => {
    const known = output;
    output += chunk.toString();
    const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
    if (port === undefined || known.includes("listening on")) return;
    console.log(`Open http://localhost:${port}/?folder=${encodeURI(repository)} (Ctrl-C ends it).`);
    console.log("Then: packages/intersect/index.js, cursor in `intersect`, F1, Evolvent: Optimize Function…");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code === 0 || signal !== null || code === 143 || code === 130) resolve();
      else reject(new Error(`The VS Code server ended with status ${code}. ${lastLines(output)}`));
    });
  });
}

/** @param {string} command @param {readonly string[]} args */
async function must(command, args) {
  const result = await run(command, args, { cwd: repositoryRoot, env: pinnedNodeEnvironment() });
  if (result.code !== 0)
    throw new Error(`${path.basename(args[0] ?? command)} failed. ${lastLines(result.output)}`);
}

await runMain(main);

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { findLocalServers, usualPorts } from "../../../src/adapters/models/localServers.ts";
import { ModelServer } from "../../support/modelServer.ts";

const never = new AbortController().signal;

test("servers on their usual ports are found with their models, by the name they give themselves", async () => {
  await using ollama = await ModelServer.start([], {
    models: ["qwen", "nomic-embed-text"],
    ownedBy: "library",
  });
  await using studio = await ModelServer.start([], { models: ["phi"], ownedBy: "organization_owner" });
  await using empty = await ModelServer.start([], { models: [] });
  await using gone = await ModelServer.start([]);
  await gone.kill();
  const ports = [
    { port: gone.port, name: "Gone" },
    { port: ollama.port, name: "Something" },
    { port: studio.port, name: "LM Studio" },
    { port: empty.port, name: "vLLM" },
  ];
  expect(await findLocalServers(never, ports)).toEqual([
    { name: "Ollama", baseUrl: ollama.baseUrl, models: ["qwen"] },
    { name: "LM Studio", baseUrl: studio.baseUrl, models: ["phi"] },
    { name: "vLLM", baseUrl: empty.baseUrl, models: [] },
  ]);
  expect(ollama.requests.map(({ line }) => line)).toEqual(["GET /v1/models"]);
  expect(ollama.requests[0]?.headers).not.toHaveProperty("authorization");
});

test("what is no server of models, or never answers, is left out", async () => {
  const answers = [
    "<!doctype html><p>my site",
    '{"data":"no list"}',
    `{"data":[${'{"id":"x"},'.repeat(1_000_000)}{}]}`,
    null,
  ];
  const servers = answers.map((body) =>
    createServer((_, response) => {
      if (body !== null) response.end(body);
    }).listen(0, "127.0.0.1"),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  const ports = servers.map((server) => ({ port: (server.address() as AddressInfo).port, name: "x" }));
  expect(await findLocalServers(never, ports)).toEqual([]);
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

test("looking ends at once when it is cancelled", async () => {
  const cancelled = AbortSignal.abort(new Error("closed"));
  await expect(findLocalServers(cancelled)).rejects.toThrow("closed");
});

test("the usual ports are those the programs document", () => {
  expect(usualPorts.map(({ name, port }) => `${name} ${port}`)).toEqual([
    "Ollama 11434",
    "LM Studio 1234",
    "llama.cpp 8080",
    "vLLM 8000",
  ]);
});

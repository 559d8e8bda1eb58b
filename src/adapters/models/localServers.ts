import { listModels } from "./modelList.ts";

/** A server of language models that runs on this machine. */
export interface LocalServer {
  /** What it most likely is, such as `Ollama`. */
  readonly name: string;
  readonly baseUrl: string;
  /** Names of its models that can write; empty when none is loaded. */
  readonly models: readonly string[];
}

export interface LocalPort {
  readonly port: number;
  /** What usually listens there. */
  readonly name: string;
}

export const usualPorts: readonly LocalPort[] = [
  { port: 11434, name: "Ollama" },
  { port: 1234, name: "LM Studio" },
  { port: 8080, name: "llama.cpp" },
  { port: 8000, name: "vLLM" },
];

/** Whom servers name as the owner of their models. */
const owners: Readonly<Record<string, string>> = {
  library: "Ollama",
  llamacpp: "llama.cpp",
  vllm: "vLLM",
};

const timeoutMs = 500;

/**
 * The servers of language models on the usual ports of this machine, in the order of the ports. Asks all at once for
 * their list of models and nothing else; what does not answer with one within half a second is none.
 * @throws the signal's reason when cancelled.
 */
export async function findLocalServers(
  signal: AbortSignal,
  ports: readonly LocalPort[] = usualPorts,
): Promise<readonly LocalServer[]> {
  const found = await Promise.all(ports.map((each) => serverAt(each, signal)));
  signal.throwIfAborted();
  return found.filter((server) => server !== null);
}

async function serverAt({ port, name }: LocalPort, signal: AbortSignal): Promise<LocalServer | null> {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const models = await listModels(
    { baseUrl, apiKey: null },
    AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  ).catch(() => null);
  if (models === null) return null;
  const owner = models[0]?.ownedBy ?? "";
  return {
    name: owners[owner] ?? name,
    baseUrl,
    models: models.map(({ id }) => id).filter((id) => !/embed/i.test(id)),
  };
}

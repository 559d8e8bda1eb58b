import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { type ChatBody, chatBodySchema } from "./modelServer/chatBody.ts";
import { sendAnswer, streamAnswer } from "./modelServer/completion.ts";
import { type Rejected, rejectionOf } from "./modelServer/quirks.ts";
import { type Fault, faults, type Reply } from "./modelServer/replies.ts";

/** A request for a completion, as it arrived. */
export interface ModelCall {
  /** 0-based, in order of arrival. */
  readonly index: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: ChatBody;
  /** All that the messages say. */
  readonly prompt: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** How it ended: `left` when the client closed the connection before the answer was complete. */
  readonly ended: Promise<"answered" | "left">;
}

/** What the model answers: one reply after the other, or by what it is asked. */
export type Script = readonly Reply[] | ((call: ModelCall) => Reply | Promise<Reply>);

export interface ModelServerOptions {
  /** The models it has; any when left out. */
  readonly models?: readonly string[];
  /** Who it says owns its models, as local servers do in their lists. */
  readonly ownedBy?: string;
  /** The only key it takes; left out, it takes everybody. */
  readonly key?: string;
  /** What it does not know. */
  readonly rejects?: readonly Rejected[];
  /** How it words that. */
  readonly style?: "openai" | "fastapi";
  /** It never reports what it used. */
  readonly withoutUsage?: boolean;
  /** It answers in one piece although a stream is asked for. */
  readonly withoutStreams?: boolean;
  /** By default one token for four characters. */
  readonly countTokens?: (text: string) => number;
}

/**
 * A server on a port of this machine that speaks the OpenAI protocol, its model being a script. It checks keys and
 * models, holds answers to the most tokens, reports usage, and fails as it is told to.
 */
export class ModelServer {
  /** Every request for a completion that was understood, in order of arrival. */
  readonly calls: ModelCall[] = [];
  /** Method, path and headers of every request of any kind. */
  readonly requests: { readonly line: string; readonly headers: ModelCall["headers"] }[] = [];
  script: Script;
  readonly #options: ModelServerOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #replied = 0;

  private constructor(script: Script, options: ModelServerOptions) {
    this.script = script;
    this.#options = options;
  }

  static async start(script: Script, options: ModelServerOptions = {}): Promise<ModelServer> {
    const server = new ModelServer(script, options);
    await server.restart();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** Where clients find it, such as `http://127.0.0.1:4711/v1`. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}/v1`;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Dies as a killed process does: every connection is cut and the port refuses. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Is back on the port it had. */
  async restart(): Promise<void> {
    await this.kill();
    const server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => response.destroy(asError(error)));
    });
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = Date.now();
    const line = `${request.method} ${request.url}`;
    this.requests.push({ line, headers: request.headers });
    const { key } = this.#options;
    const given = request.headers.authorization;
    if (key !== undefined && given !== `Bearer ${key}`) {
      send(response, faults.unauthorized(given?.replace("Bearer ", "")));
    } else if (line === "GET /v1/models") this.#listModels(response);
    else if (line !== "POST /v1/chat/completions") {
      send(response, {
        kind: "status",
        status: 404,
        body: { error: { message: `Unknown request URL: ${line}` } },
      });
    } else await this.#complete(request, response, at);
  }

  #listModels(response: ServerResponse): void {
    const { models = ["test-model"], ownedBy = "test" } = this.#options;
    const data = models.map((id) => ({ id, object: "model", created: 1, owned_by: ownedBy }));
    send(response, { kind: "status", status: 200, body: { object: "list", data } });
  }

  async #complete(request: IncomingMessage, response: ServerResponse, at: number): Promise<void> {
    const parsed = chatBodySchema.safeParse(JSON.parse(await text(request)));
    if (!parsed.success) {
      const error = { message: `Invalid request: ${parsed.error.message}`, type: "invalid_request_error" };
      return send(response, { kind: "status", status: 400, body: { error } });
    }
    const body = parsed.data;
    const call: ModelCall = {
      index: this.calls.length,
      headers: request.headers,
      body,
      prompt: body.messages.map(({ content }) => content).join("\n"),
      at,
      ended: new Promise((resolve) =>
        response.once("close", () => resolve(response.writableFinished ? "answered" : "left")),
      ),
    };
    this.calls.push(call);
    await this.#reply(call, response);
  }

  async #reply(call: ModelCall, response: ServerResponse): Promise<void> {
    const { models, rejects = [], style = "openai" } = this.#options;
    const { body } = call;
    if (models !== undefined && !models.includes(body.model)) {
      return send(response, faults.modelMissing(body.model));
    }
    const rejection = rejectionOf(body, rejects, style);
    if (rejection !== null) return send(response, rejection);
    const reply = await this.#scripted(call);
    if (reply.kind !== "say") return send(response, reply);
    const completion = {
      body,
      countTokens: this.#options.countTokens ?? ((each: string) => Math.ceil(each.length / 4)),
      withoutUsage: this.#options.withoutUsage ?? false,
    };
    if (body.stream === true && this.#options.withoutStreams !== true) {
      await streamAnswer(response, reply, completion);
    } else sendAnswer(response, reply, completion);
  }

  async #scripted(call: ModelCall): Promise<Reply> {
    if (typeof this.script === "function") return this.script(call);
    const reply = this.script[this.#replied];
    this.#replied += 1;
    const message = `The script has no reply for call ${call.index}.`;
    return reply ?? { kind: "status", status: 400, body: { error: { message } } };
  }
}

function send(response: ServerResponse, reply: Fault): void {
  switch (reply.kind) {
    case "stall":
      return;
    case "cut":
      response.destroy();
      return;
    case "events":
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(reply.events.map((event) => `data: ${event}\n\n`).join(""));
      return;
    case "status": {
      const isText = typeof reply.body === "string";
      const contentType = reply.contentType ?? (isText ? "text/plain" : "application/json");
      response.writeHead(reply.status, { "content-type": contentType, ...reply.headers });
      response.end(isText ? reply.body : JSON.stringify(reply.body));
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

import { constants, type FileHandle, open } from "node:fs/promises";
import process from "node:process";
import { RunError } from "../../engine/ports.ts";
import { errorCode, fileFailure } from "../git/fileFailure.ts";

/** Where a program looks for the key of a server. */
export interface KeySources {
  /** Such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute path of a file with nothing but the key; null when the user names none. */
  readonly file: string | null;
}

/** More than any key is long. */
const mostBytes = 4096;

/**
 * The API key: of the file, else of `EVOLVENT_API_KEY`, else, for OpenAI's own server only, of `OPENAI_API_KEY`. Null
 * when there is none. The file must be the user's own and readable by nobody else; on Windows its rights are not
 * looked at.
 * @throws RunError `bad-key`; the message never holds what the file or the variable holds.
 */
export async function findApiKey({ baseUrl, environment, file }: KeySources): Promise<string | null> {
  if (file !== null) return checked(await readKeyFile(file), `The file ${file}`);
  const names = ["EVOLVENT_API_KEY", ...(isOpenAi(baseUrl) ? ["OPENAI_API_KEY"] : [])];
  for (const name of names) {
    const value = environment[name]?.trim() ?? "";
    if (value !== "") return checked(value, `The environment variable ${name}`);
  }
  return null;
}

function isOpenAi(baseUrl: string): boolean {
  const url = URL.parse(baseUrl);
  return url?.protocol === "https:" && url.host === "api.openai.com";
}

async function readKeyFile(file: string): Promise<string> {
  // Windows has neither links of this kind nor pipes that could block, and knows no such flags.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(file, flags).catch((error: unknown) => {
    switch (errorCode(error)) {
      case "ENOENT":
        throw new RunError(
          "bad-key",
          `There is no file ${file} to read the API key from; write it or name another.`,
        );
      case "ELOOP":
        throw new RunError("bad-key", `The file ${file} is a link; name the file with the API key itself.`);
      default:
        throw fileFailure(error, "bad-key", `read the API key from ${file}`);
    }
  });
  try {
    await checkRights(handle, file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes + 1), 0, mostBytes + 1, 0);
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await handle.close();
  }
}

/** Looks at the open file, so that it cannot be another by the time it is read. */
async function checkRights(handle: FileHandle, file: string): Promise<void> {
  const found = await handle.stat();
  if (!found.isFile())
    throw new RunError("bad-key", `${file} is not a file; name the file with the API key.`);
  if (process.getuid === undefined) return;
  if (found.uid !== process.getuid()) {
    throw new RunError(
      "bad-key",
      `The file ${file} with the API key belongs to another user; copy the key to your own.`,
    );
  }
  if ((found.mode & 0o077) !== 0) {
    throw new RunError(
      "bad-key",
      `The file ${file} with the API key is open to other users; take their rights away with "chmod 600".`,
    );
  }
}

function checked(text: string, where: string): string {
  const key = text.replace(/^\uFEFF/, "").trim();
  if (key.length > mostBytes || !/^[\x21-\x7e]+$/.test(key)) {
    throw new RunError("bad-key", `${where} must hold the API key and nothing else; write it there again.`);
  }
  return key;
}

import { hash } from "node:crypto";

const flushAt = 1 << 15;

/**
 * A SHA-256 of tokens and bytes. Only the one-shot function of Node.js is used: a hash object is shared with the
 * target, which could change its methods.
 */
export class Digest {
  #chain = "";
  #text = "";
  #bytes = 0;

  write(token: string): void {
    this.#text += `${token};`;
    if (this.#text.length > flushAt) this.#flush();
  }

  /** @param kind what the bytes are */
  writeBytes(kind: string, bytes: Uint8Array): void {
    this.write(`${kind}${bytes.byteLength}:${hash("sha256", bytes)}`);
    this.#bytes += bytes.byteLength;
  }

  /** The digest of everything written, in hexadecimal, and roughly how many bytes that was. */
  finish(): { readonly digest: string; readonly bytes: number } {
    this.#flush();
    return { digest: this.#chain, bytes: this.#bytes };
  }

  #flush(): void {
    // UTF-8 has no form for lone surrogates.
    const text = this.#text.isWellFormed() ? `t${this.#text}` : `j${JSON.stringify(this.#text)}`;
    this.#chain = hash("sha256", this.#chain + text);
    this.#bytes += 2 * this.#text.length;
    this.#text = "";
  }
}

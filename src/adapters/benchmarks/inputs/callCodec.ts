import { serialize } from "node:v8";
import type { Language } from "../../languages/language.ts";
import type { DrawnCall } from "./draw.ts";
import { pickledCall } from "./pickle.ts";

/** Writes a call as the harness of a language reads recorded ones; see `HarnessInputs`. */
export type EncodeCall = (call: DrawnCall) => string;

const inJavaScript: EncodeCall = (call) => serialize(call).toString("base64");
const inPython: EncodeCall = ({ args }) => Buffer.from(pickledCall(args)).toString("base64");

/** Null for a language whose functions no harness calls. */
export function callEncoder(language: Language["id"]): EncodeCall | null {
  switch (language) {
    case "javascript":
    case "typescript":
      return inJavaScript;
    case "python":
      return inPython;
    case "other":
      return null;
  }
}

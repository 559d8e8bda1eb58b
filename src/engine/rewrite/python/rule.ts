import type { RewriteRule } from "../rule.ts";
import type { PythonProgram } from "./program.ts";

/** An operator that improves Python code without a language model. */
export type PythonRule = RewriteRule<PythonProgram>;

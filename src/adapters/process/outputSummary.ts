import { stripVTControlCharacters } from "node:util";

const mostCharacters = 160;

/** Lines that say nothing about what went wrong: stack frames, rulers, npm's epilogue, banners. */
const noise = /^(?:at .*|[-=─━═_*#.\s]+|npm (?:err!|error).*|> .*|Node\.js v\d.*|node:internal.*|\^+)$/i;
const telling = [/\b\w*Error\b.*: \S/, /^(?:not ok\b|[✖✗✘×]|FAIL\b)/, /\b(?:fail|error|expected|not found)/i];

/**
 * The line of a program's output that best says what went wrong, shortened to 160 characters; empty when it printed
 * nothing of use. A first error beats a failed test, which beats the last line.
 */
export function tellingLine(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !noise.test(line));
  const matches = telling.map((pattern) => lines.find((line) => pattern.test(line)));
  const line = matches.find((match) => match !== undefined) ?? lines.at(-1) ?? "";
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters - 1)}…` : line;
}

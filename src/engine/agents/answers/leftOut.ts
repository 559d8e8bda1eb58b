const comment = /^\s*(?:\/\/|#|--|;|%|\/\*|\*|\{\/\*)\s*(.*?)\s*(?:\*\/\s*\}?)?$/;
const remark =
  /^(?:\.{3,}|…)|^\[?(?:the )?(?:rest of .{0,60}|(?:existing|remaining|previous|other) (?:code|logic|implementation|methods?|functions?|body)(?: (?:here|unchanged|omitted|stays|remains|goes).{0,40})?|(?:code )?(?:unchanged|omitted)|(?:same|as|unchanged) (?:as )?(?:before|above))[.…\]]*$/i;
const dots = /^\s*(?:\.{3}|…)\s*$/;

/**
 * The first new line that stands for code which was left out, such as `// ... rest of the code`; null when there is
 * none.
 * @param known the code that was there, which may hold such lines
 */
export function leftOutLine(text: string, known: string): string | null {
  const old = new Set(known.split(/\r?\n/).map((line) => line.trim()));
  for (const line of text.split("\n")) {
    const said = comment.exec(line.slice(0, 200))?.[1] ?? "";
    if ((remark.test(said) || dots.test(line)) && !old.has(line.trim())) return line.trim().slice(0, 80);
  }
  return null;
}

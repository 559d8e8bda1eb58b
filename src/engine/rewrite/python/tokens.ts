/** Words, numbers, strings and comments whole; line breaks with the indentation that follows them. */
const token =
  /#[^\n]*|(?:[rRbBuUfF]{0,2})(?:"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')|[\p{ID_Start}_][\p{ID_Continue}]*|\d[\w.]*|(?:[ \t]*\r?\n)+[ \t]*|[^\S\n]+|[\s\S]/gu;

/** The pieces of a Python text that a merge changes as a whole, so that a line keeps its depth. */
export function pythonTokens(text: string): string[] {
  return text.match(token) ?? [];
}

/** Variables of the parent that a child needs to find programs and to speak the user's language; no other is passed on. */
const inherited: ReadonlySet<string> = new Set([
  "PATH",
  "LANG",
  "TZ",
  "TMPDIR",
  // Without these no program starts on Windows.
  "SYSTEMROOT",
  "WINDIR",
  "COMSPEC",
  "PATHEXT",
  "TEMP",
  "TMP",
]);

/**
 * The environment of a child that runs code of a candidate: an allow-list, so that no secret of the parent's
 * environment can be read.
 * @param home absolute path of a private folder that stands for the home folder
 * @param extra variables given to the child explicitly; they win
 */
export function cleanEnvironment(
  home: string,
  extra: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (inherited.has(entry[0].toUpperCase()) || entry[0].startsWith("LC_")),
  );
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    ...(process.platform === "win32" ? { USERPROFILE: home } : {}),
    ...extra,
  };
}

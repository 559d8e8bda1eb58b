/** What the program's exit status says; documented in the README. */
export const exitCodes = {
  /** A confirmed improvement was found, or the command did what it was asked. */
  ok: 0,
  /** The run ended and nothing better was confirmed. */
  nothingBetter: 1,
  /** The command line, the code or the repository is not as it must be; nothing was changed. */
  badInput: 2,
  /** Something failed on the way. */
  failure: 3,
  /** Stopped by the user, as shells report SIGINT. */
  stopped: 130,
} as const;

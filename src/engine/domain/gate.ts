/** The yes/no checks a candidate passes before it is timed, in the order they run. */
export const gateNames = ["region", "syntax", "tests", "differential"] as const;

/** Name of one such check. */
export type GateName = (typeof gateNames)[number];

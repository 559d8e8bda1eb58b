/**
 * Candidates under way at once. A constant of the search, not of the machine: candidate n is chosen from the verdicts
 * up to n − depth and no others, so that the same seed and verdicts give the same proposals on any machine.
 */
export const pipelineDepth = 4;

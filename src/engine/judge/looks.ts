/** Numbers of fresh blocks after which the sequential test looks at them. */
export const looks = [5, 8, 12, 20, 30] as const;

/** Blocks after which the test gives up. */
export const mostTestBlocks = looks[4];

/** Share of the 2 % error that each look may spend: 1.35 · 0.02 / 5. Looks at growing data agree mostly, hence more than a fifth. */
export const lookAlpha = 0.0054;

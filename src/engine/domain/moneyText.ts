/** `$1.25`, `$0.0042`; "an unknown amount of money" for null. */
export function moneyText(dollars: number | null): string {
  if (dollars === null) return "an unknown amount of money";
  return dollars >= 1 || dollars === 0 ? `$${dollars.toFixed(2)}` : `$${Number(dollars.toPrecision(2))}`;
}

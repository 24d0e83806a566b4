/** Formats a count in at most four characters: 999, 1.2k, 64k, 1.5M; empty for 0. */
export function shortCount(count: number): string {
  if (count === 0) return "";
  if (count < 1_000) return String(count);
  if (count < 9_950) return `${(count / 1_000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1_000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

// The shades of a course's own colour, for documents and for pages whose course changes.

/** The id of the document's style element that has them. */
export const accentId = "ws101-accent";

/** One hue, as light and as dark as the page's own shades (web/ui/tokens.css), so that text stays readable. */
export function accentRules(accent: string): string {
  const shade = (light: string, chroma: number) => `oklch(from ${accent} ${light} min(c, ${chroma}) h)`;
  const both = (light: string, dark: string, chroma: number) =>
    `light-dark(${shade(light, chroma)}, ${shade(dark, chroma)})`;
  const rules = [
    `--accent: ${both("0.48", "0.51", 0.2)}`,
    `--accent-text: ${both("0.44", "0.83", 0.13)}`,
    `--accent-soft: ${both("0.94", "0.29", 0.04)}`,
  ];
  return `:root:root{${rules.join(";")}}`;
}

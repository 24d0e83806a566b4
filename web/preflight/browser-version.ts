// The browsers that the page is built for, by what they call themselves.

/** The first versions with all that the styles and the program use (light-dark(), :has(), nesting). */
const least = [
  { name: "Firefox", shape: /\bFirefox\/(\d+)/, version: 123 },
  { name: "Chrome or Edge", shape: /\bChrome\/(\d+)/, version: 123 },
  { name: "Safari", shape: /\bVersion\/(\d+(?:\.\d+)?).*\bSafari\//, version: 17.5 },
] as const;

/** What is too old about it; null when nothing is, or nobody knows. */
export function oldBrowser(userAgent: string): string | null {
  for (const { name, shape, version } of least) {
    const found = shape.exec(userAgent)?.[1];
    if (found === undefined) continue;
    return Number(found) < version ? `${name} ${found} is older than ${version}` : null;
  }
  return null;
}

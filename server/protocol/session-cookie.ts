// The session cookie: its name, and how to find it in and remove it from a Cookie header (RFC 6265 §4.2.1).

export const sessionCookieName = "ws101";

/** Every value that the header gives the session cookie, in order: a browser may hold several for different paths. */
export function sessionCookies(header = ""): string[] {
  return pairsIn(header).flatMap(({ name, value }) => (name === sessionCookieName ? [value] : []));
}

/** The header without the session cookie; null when nothing is left. */
export function withoutSessionCookie(header: string): string | null {
  const kept = pairsIn(header).filter(({ name }) => name !== sessionCookieName);
  return kept.length === 0 ? null : kept.map(({ name, value }) => `${name}=${value}`).join("; ");
}

function pairsIn(header: string): { name: string; value: string }[] {
  return header.split(";").flatMap((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [] : [{ name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() }];
  });
}

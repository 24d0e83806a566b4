// Sessions: a learner is an opaque id in a signed cookie, created on the first visit.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const sessionCookieName = "ws101";
const maxAgeSeconds = 365 * 24 * 60 * 60;
const cookieValue = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

export interface Sessions {
  /** The learner that the Cookie header authenticates; null for none. Of several session cookies the first valid one counts. */
  learnerOf(cookieHeader: string | undefined): string | null;
  /** A new learner and its Set-Cookie header. */
  issue(secure: boolean): { readonly learner: string; readonly setCookie: string };
  /** The Set-Cookie header that makes a browser this learner. */
  cookieOf(learner: string, secure: boolean): string;
}

export function createSessions(secret: string): Sessions {
  const sign = (learner: string) => createHmac("sha256", secret).update(`learner:${learner}`).digest();
  const verify = (value: string) => {
    const [, learner, signature] = cookieValue.exec(value) ?? [];
    if (learner === undefined || signature === undefined) return null;
    return timingSafeEqual(Buffer.from(signature, "base64url"), sign(learner)) ? learner : null;
  };
  const cookieOf = (learner: string, secure: boolean) => {
    const value = `${learner}.${sign(learner).toString("base64url")}`;
    const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
    return `${sessionCookieName}=${value}; ${attributes}`;
  };
  return {
    cookieOf,
    learnerOf(cookieHeader) {
      for (const value of sessionCookies(cookieHeader)) {
        const learner = verify(value);
        if (learner !== null) return learner;
      }
      return null;
    },
    issue(secure) {
      const learner = randomBytes(16).toString("base64url");
      return { learner, setCookie: cookieOf(learner, secure) };
    },
  };
}

/** Every value that the header gives the session cookie, in order: a browser may hold several for different paths. */
function sessionCookies(header = ""): string[] {
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

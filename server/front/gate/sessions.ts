// Who a learner is: an opaque id in a signed cookie, made on the first visit.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const cookieName = "ws101";
const maxAgeSeconds = 365 * 24 * 60 * 60;
const cookieValue = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

export interface Sessions {
  /** The learner that the request's Cookie header proves; null when it proves none. */
  learnerOf(cookies: string | undefined): string | null;
  /** A new learner and the Set-Cookie that makes it known. */
  issue(secure: boolean): { readonly learner: string; readonly setCookie: string };
  /** The Set-Cookie that makes a browser this learner. */
  cookieOf(learner: string, secure: boolean): string;
}

export function createSessions(secret: string): Sessions {
  const sign = (learner: string) => createHmac("sha256", secret).update(`learner:${learner}`).digest();
  const proven = (value: string) => {
    const [, learner, signature] = cookieValue.exec(value) ?? [];
    if (learner === undefined || signature === undefined) return null;
    return timingSafeEqual(Buffer.from(signature, "base64url"), sign(learner)) ? learner : null;
  };
  const cookieOf = (learner: string, secure: boolean) => {
    const value = `${learner}.${sign(learner).toString("base64url")}`;
    const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
    return `${cookieName}=${value}; ${attributes}`;
  };
  return {
    cookieOf,
    learnerOf(cookies) {
      for (const { name, value } of pairsOf(cookies)) {
        const learner = name === cookieName ? proven(value) : null;
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

/** The Cookie header as a learner's handler may see it: without ours. Null when nothing is left of it. */
export function withoutOurCookies(cookies: string): string | null {
  const kept = pairsOf(cookies).filter(({ name }) => name !== cookieName);
  return kept.length === 0 ? null : kept.map(({ name, value }) => `${name}=${value}`).join("; ");
}

function pairsOf(cookies = ""): { name: string; value: string }[] {
  return cookies.split(";").flatMap((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [] : [{ name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() }];
  });
}

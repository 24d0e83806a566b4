// Sessions: signed cookies that identify learners, and which cookies are our own.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const sessionCookieName = "ws101";
export const instructorCookieName = "ws101-instructor";
const maxAgeSeconds = 365 * 24 * 60 * 60;
const cookieValue = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

export function createSessions(secret: string) {
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
    /** The Set-Cookie header that makes a browser this learner. */
    cookieOf,
    /** The learner that the Cookie header authenticates; null for none. Of several session cookies the first valid one counts. */
    learnerOf(cookieHeader: string | undefined): string | null {
      const [learner = null] = cookiesOf(sessionCookieName, cookieHeader).flatMap((value) => verify(value) ?? []);
      return learner;
    },
    /** A new learner and its Set-Cookie header. */
    issue(secure: boolean) {
      const learner = newLearner();
      return { learner, setCookie: cookieOf(learner, secure) };
    },
  };
}

/** The id of a learner who is in no cookie yet. */
export function newLearner(): string {
  return randomBytes(16).toString("base64url");
}

/** Every value that the header gives this cookie, in order: a browser may hold several for different paths. */
export function cookiesOf(cookie: string, header = ""): string[] {
  return pairsIn(header).flatMap(({ name, value }) => (name === cookie ? [value] : []));
}

const ownCookies = new Set([sessionCookieName, instructorCookieName]);

/** The header without the cookies of this server; null when nothing is left. */
export function withoutOwnCookies(header: string): string | null {
  const kept = pairsIn(header).filter(({ name }) => !ownCookies.has(name));
  return kept.length === 0 ? null : kept.map(({ name, value }) => `${name}=${value}`).join("; ");
}

function pairsIn(header: string): { name: string; value: string }[] {
  return header.split(";").flatMap((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [] : [{ name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() }];
  });
}

// Instructors: anyone with the token, under a name of their own. Their sessions outlive a restart and end with the token.
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { InstructorSession } from "../../store/workshops.ts";
import type { FrontParts } from "../front-parts.ts";
import { AttemptLimiter } from "../gate/rate-limits.ts";
import { cookiesOf, instructorCookieName } from "../gate/sessions.ts";
import { HttpProblem } from "../http/problem.ts";

const sessionMs = 12 * 60 * 60_000;
/** The oldest are signed out. */
const maxSessions = 200;

export interface InstructorsOptions extends Pick<FrontParts, "store" | "topics" | "secret"> {
  /** From the settings; null: generated once and kept in the store. */
  readonly token: string | null;
}

export class Instructors implements Disposable {
  /** Instructors sign in with it. */
  readonly token: string;
  readonly #options: Omit<InstructorsOptions, "token">;
  readonly #attempts = new AttemptLimiter();
  /** The oldest first. */
  readonly #sessions = new Map<string, InstructorSession>();
  /** Until the oldest ends. */
  #timer: NodeJS.Timeout | undefined;

  static async open({ token: configured, ...options }: InstructorsOptions): Promise<Instructors> {
    const { store } = options;
    const token = configured ?? (await store.ensureSetting("instructor-token", randomBytes(18).toString("base64url")));
    return new Instructors(token, options, await store.instructorSessions(Date.now()));
  }

  private constructor(token: string, options: Omit<InstructorsOptions, "token">, stored: readonly InstructorSession[]) {
    this.token = token;
    this.#options = options;
    const oldestFirst = stored.toSorted((one, other) => one.expiresAtMs - other.expiresAtMs);
    for (const session of oldestFirst) this.#sessions.set(session.hash, session);
    this.#endLater();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  /** Returns the Set-Cookie header. Throws a 401 for a wrong token, and a 429 after too many. */
  async signIn(
    token: string,
    name: string,
    { address, secure }: { readonly address: string; readonly secure: boolean },
  ) {
    if (this.#attempts.try(address, () => (isSame(token, this.token) ? true : null)) === null) {
      const detail =
        "That is not the instructor's token. It is in INSTRUCTOR_TOKEN, or else the server prints it when it starts.";
      throw new HttpProblem(401, detail, { name: "wrong-token" });
    }
    const id = randomBytes(24).toString("base64url");
    const nowMs = Date.now();
    const session = { hash: this.#hash(id), name, expiresAtMs: nowMs + sessionMs };
    await this.#options.store.putInstructorSession(session, { nowMs, most: maxSessions });
    this.#sessions.set(session.hash, session);
    this.#endOld();
    return cookie(id, sessionMs / 1_000, secure);
  }

  /** The name of the instructor whom the Cookie header authenticates; null for none. */
  nameOf(cookieHeader: string | undefined): string | null {
    return this.#sessionOf(cookieHeader)?.name ?? null;
  }

  /** Returns the Set-Cookie header that removes the cookie, which is not valid any more. */
  async signOut(cookieHeader: string | undefined, secure: boolean): Promise<string> {
    const session = this.#sessionOf(cookieHeader);
    if (session !== null) {
      this.#sessions.delete(session.hash);
      this.#options.topics.publish("instructor.left", null);
      await this.#options.store.deleteInstructorSession(session.hash);
    }
    return cookie("", 0, secure);
  }

  #sessionOf(cookieHeader: string | undefined): InstructorSession | null {
    const sessions = cookiesOf(instructorCookieName, cookieHeader).flatMap(
      (id) => this.#sessions.get(this.#hash(id)) ?? [],
    );
    return sessions.find(({ expiresAtMs }) => expiresAtMs > Date.now()) ?? null;
  }

  /** What an instructor has open ends with their session. */
  #endOld(): void {
    const before = this.#sessions.size;
    for (const [hash, { expiresAtMs }] of this.#sessions) {
      if (expiresAtMs > Date.now() && this.#sessions.size <= maxSessions) break;
      this.#sessions.delete(hash);
    }
    if (this.#sessions.size < before) this.#options.topics.publish("instructor.left", null);
    this.#endLater();
  }

  #endLater(): void {
    clearTimeout(this.#timer);
    const [oldest] = this.#sessions.values();
    if (oldest !== undefined) this.#timer = setTimeout(() => this.#endOld(), oldest.expiresAtMs - Date.now()).unref();
  }

  /** Another token makes every session invalid. */
  #hash(id: string): string {
    return createHmac("sha256", this.#options.secret).update(`instructor:${this.token}:${id}`).digest("base64url");
  }
}

/** Takes the same time wherever they differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function cookie(id: string, maxAgeSeconds: number, secure: boolean): string {
  const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
  return `${instructorCookieName}=${id}; ${attributes}`;
}

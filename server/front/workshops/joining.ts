// Entering a workshop: for the first time, again from the same browser, or from another one with the personal code.
import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { Progress } from "../../protocol/http.ts";
import type { DoneHere } from "../../protocol/lesson.ts";
import {
  type Joined,
  type JoinInfo,
  type joinSchema,
  type Member,
  personNameSchema,
  type WorkshopEvent,
} from "../../protocol/workshop.ts";
import type { MemberRecord } from "../../store/workshops.ts";
import type { FrontParts } from "../front-parts.ts";
import { limitReached } from "../gate/budgets.ts";
import { AttemptLimiter, type AttemptRates } from "../gate/rate-limits.ts";
import { HttpProblem } from "../http/problem.ts";
import { doneBy, nothingDone } from "../learning/learning.ts";
import { createPersonalCode, freeName, nameKeyOf, type PersonalCodes, parseJoinCode } from "./codes.ts";
import type { Workshop } from "./workshop.ts";
import type { Workshops } from "./workshops.ts";

export interface JoiningOptions extends Pick<FrontParts, "limits" | "store"> {
  readonly workshops: Workshops;
  readonly personalCodes: PersonalCodes;
}

/** Someone who wants to join. */
export interface Visitor {
  readonly address: string;
  /** Null on a first visit. */
  readonly learner: string | null;
  /** Creates the learner of this browser if there is none. Throws a 429 if its address has too many. */
  admit(): string;
}

type Ran = Extract<WorkshopEvent, { readonly type: "ran" }>;
type JoinRequest = z.output<typeof joinSchema>;
type Refused = Exclude<Joined, { readonly result: "joined" }>;

export type JoinOutcome =
  | Refused
  | {
      readonly result: "joined";
      /** The learner that the visitor's browser is from now on. */
      readonly learner: string;
      readonly personalCode: string | null;
    };

/** A room full of people behind one address mistypes more often than one person. */
const joinRates: AttemptRates = {
  perAddress: { burst: 60, perSecond: 1 },
  inTotal: { burst: 400, perSecond: 20 },
};

export class Joining {
  readonly #options: JoiningOptions;
  readonly #joinAttempts = new AttemptLimiter(undefined, joinRates);
  readonly #personalAttempts = new AttemptLimiter();

  constructor(options: JoiningOptions) {
    this.#options = options;
  }

  /** The workshop of a join code; null for a wrong or expired one. Throws a 429 after too many of those. */
  byCode(typed: string, address: string): Workshop | null {
    const code = parseJoinCode(typed);
    return this.#joinAttempts.try(address, () => (code === null ? null : this.#options.workshops.byCode(code)));
  }

  /** What the page to join on shows; null for a wrong or expired code. Throws a 429 like `byCode`. */
  info(typed: string, { address, learner }: Omit<Visitor, "admit">): JoinInfo | null {
    const workshop = this.byCode(typed, address);
    if (workshop === null) return null;
    return { title: workshop.state.title, member: workshop.memberOf(learner ?? "")?.name ?? null };
  }

  /** Throws a 403 for someone who is blocked, or new while joining is closed, and a 503 for a full workshop. */
  async join(request: JoinRequest, visitor: Visitor): Promise<JoinOutcome> {
    const workshop = this.byCode(request.code, visitor.address);
    if (workshop === null) return { result: "unknown-code" };
    // An earlier request of this browser may still be on its way to the store.
    if (workshop.recordOfLearner(visitor.learner ?? "") !== null) await workshop.append([]);
    const nameKey = nameKeyOf(request.name);
    const mine = workshop.recordOfLearner(visitor.learner ?? "");
    const named = workshop.recordOfName(nameKey);
    if (named !== null && named === mine) return this.#enter(workshop, named, request.name, null);
    if (request.personalCode !== undefined) return this.#enterWithCode(workshop, named, request, visitor);
    if (named !== null) return nameTaken(workshop, named, request.name);
    if (mine !== null) return this.#enter(workshop, { ...mine, nameKey }, request.name, null);
    return this.#enterFirst(workshop, request.name, visitor);
  }

  async #enterWithCode(
    workshop: Workshop,
    record: MemberRecord | null,
    { name, personalCode = "", replace }: JoinRequest,
    { address, learner }: Visitor,
  ): Promise<JoinOutcome> {
    const { personalCodes } = this.#options;
    const fits = () => (record !== null && personalCodes.fits(personalCode, record) ? record : null);
    const found = this.#personalAttempts.try(address, fits);
    if (found === null) return { result: "wrong-personal-code" };
    const here = await this.#leftBehind(learner, found.learner);
    if (here.lessons + here.drafts > 0 && !replace) return { result: "would-replace", here };
    return this.#enter(workshop, found, name, null);
  }

  /** What this browser could no longer reach as the other learner. */
  async #leftBehind(learner: string | null, other: string): Promise<DoneHere> {
    return learner === null || learner === other ? nothingDone : await doneBy(this.#options.store, learner);
  }

  async #enterFirst(workshop: Workshop, name: string, visitor: Visitor): Promise<JoinOutcome> {
    if (workshop.state.joinClosed) {
      const detail = "Your instructor has closed this workshop to new people. Ask them to open it for you.";
      throw new HttpProblem(403, detail, { name: "join-closed" });
    }
    const { membersPerWorkshop } = this.#options.limits;
    const remedy = "Ask the instructor for another workshop.";
    if (workshop.size >= membersPerWorkshop) throw limitReached("membersPerWorkshop", membersPerWorkshop, remedy);
    const learner = visitor.admit();
    const id = randomBytes(9).toString("base64url");
    const personalCode = createPersonalCode();
    const codeHash = this.#options.personalCodes.hash(personalCode, id);
    return this.#enter(workshop, { id, learner, nameKey: nameKeyOf(name), codeHash }, name, personalCode);
  }

  async #enter(
    workshop: Workshop,
    record: MemberRecord,
    name: string,
    personalCode: string | null,
  ): Promise<JoinOutcome> {
    const { id, learner } = record;
    const member = workshop.state.members[id];
    if (member?.state === "blocked") {
      throw new HttpProblem(403, "You cannot join this workshop. Ask the instructor.", { name: "blocked" });
    }
    const other = this.#options.workshops.membershipOf(learner);
    const isThere = member?.state === "present" && member.name === name;
    if (!isThere) await workshop.appendWith(record, [{ type: "joined", member: id, name }]);
    if (other !== null && other.workshop !== workshop && other.workshop.isRunning) {
      await other.workshop.append([{ type: "member-state", member: other.member, state: "removed" }]);
    }
    await this.#catchUp(workshop, record);
    return { result: "joined", learner, personalCode };
  }

  /** What was done before joining counts, and so does what was done away from the workshop. */
  async #catchUp(workshop: Workshop, { id, learner }: MemberRecord): Promise<void> {
    const { lessons } = await this.#options.store.progress(learner);
    const standings = workshop.state.members[id]?.standings ?? {};
    const runs = lessons.flatMap((lesson) => missedRuns(id, lesson, standings[lesson.slug]));
    if (runs.length > 0) await workshop.append(runs);
  }
}

/** With the name as its member spells it, who may be joining at this moment. */
function nameTaken(workshop: Workshop, { id }: MemberRecord, typed: string): JoinOutcome {
  const name = workshop.state.members[id]?.name ?? typed;
  const isTaken = (each: string) => workshop.recordOfName(nameKeyOf(each)) !== null;
  return { result: "name-taken", name, suggestion: personNameSchema.parse(freeName(name, isTaken)) };
}

function missedRuns(
  member: string,
  { slug, style, version, passed, failed, done }: Progress["lessons"][number],
  standing: Member["standings"][string] | undefined,
): Ran[] {
  const isKnown = standing?.version === version && standing.style === style && standing.passed.join() === passed.join();
  if (isKnown && standing.done === done) return [];
  const firstFailing = failed[0] ?? null;
  const status = firstFailing === null ? "pass" : "fail";
  const counts = { status, passed, failed, firstFailing } as const;
  const run: Ran = { type: "ran", member, lesson: slug, style, version, ...counts, regraded: false };
  // A lesson that was solved once stays solved.
  const solved: Ran = { ...run, status: "pass", failed: [], firstFailing: null, regraded: true };
  return done && status === "fail" ? [solved, run] : [run];
}

// Instructors who look at a member's lesson and edit its code: as long as they look, the member is there, and agrees.
import type { Member } from "../../protocol/workshop.ts";
import type { FrontParts } from "../front-parts.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Workshop } from "./workshop.ts";
import type { Workshops } from "./workshops.ts";

export interface HelpingOptions extends Pick<FrontParts, "topics" | "log"> {
  readonly workshops: Workshops;
  /** An absence of the instructor or the member that ends the editing. */
  readonly graceMs: number;
  connectionsOf(learner: string): Pick<Member, "pages">;
}

/** A member of a workshop, as an instructor names them. */
export interface MemberAddress {
  readonly workshop: string;
  readonly member: string;
}

/** The newest request to edit a member's code. */
interface EditRequest extends MemberAddress {
  readonly id: string;
  /** The instructor's own id as a learner: two instructors may have the same name. */
  readonly instructor: string;
  timer: NodeJS.Timeout | undefined;
}

export class Helping implements Disposable {
  readonly #options: HelpingOptions;
  readonly #subscription: Disposable;
  /** How many pages look, by member and instructor. */
  readonly #looks = new Map<string, number>();
  /** By member. */
  readonly #requests = new Map<string, EditRequest>();

  constructor(options: HelpingOptions) {
    this.#options = options;
    this.#subscription = options.topics.subscribe("learner.event", ({ what, learner }) => {
      if (what === "connections") this.#onConnections(learner);
    });
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    for (const { timer } of this.#requests.values()) clearTimeout(timer);
  }

  /** The learner whose work an instructor may see. Throws a 404 for no such workshop or member, and a 409 after its end. */
  learnerOf({ workshop: id, member }: MemberAddress): string {
    const { workshops } = this.#options;
    const workshop = workshops.get(id);
    if (!workshop.isRunning) throw new HttpProblem(409, "This workshop has ended.", { name: "ended" });
    const { learner } = workshop.recordOf(member) ?? {};
    if (learner === undefined) throw new HttpProblem(404, "There is no such member.", { name: "no-member" });
    if (workshops.membershipOf(learner)?.workshop === workshop) return learner;
    throw new HttpProblem(404, "This learner has left the workshop.", { name: "no-member" });
  }

  /** Until it is disposed, a page of the instructor looks at the member. */
  look(at: MemberAddress, instructor: string): Disposable {
    const key = `${keyOf(at)}/${instructor}`;
    this.#looks.set(key, (this.#looks.get(key) ?? 0) + 1);
    this.#attend(at);
    const looking = new DisposableStack();
    looking.defer(() => {
      const left = (this.#looks.get(key) ?? 1) - 1;
      if (left > 0) this.#looks.set(key, left);
      else this.#looks.delete(key);
      this.#attend(at);
    });
    return looking;
  }

  /** Throws a 409 while another instructor edits, or waits for the member's answer. */
  requireFree(at: MemberAddress, instructor: string): void {
    const request = this.#requests.get(keyOf(at));
    const editing = this.#editingOf(request);
    if (editing === null || editing.state === "declined" || request?.instructor === instructor) return;
    const { by, state } = editing;
    const asked = `${by} has asked to edit this code. Wait for the learner's answer.`;
    const detail = state === "accepted" ? `${by} is editing this code now.` : asked;
    throw new HttpProblem(409, detail, { name: "being-edited" });
  }

  /** The instructor has asked, in place of an earlier request. */
  asked(at: MemberAddress, id: string, instructor: string): void {
    clearTimeout(this.#requests.get(keyOf(at))?.timer);
    this.#requests.set(keyOf(at), { ...at, id, instructor, timer: undefined });
    this.#attend(at);
  }

  /** Throws a 403 unless the member lets this instructor edit this lesson's code now. */
  requireConsent(at: MemberAddress, lesson: string, instructor: string): void {
    const request = this.#requests.get(keyOf(at));
    const editing = this.#editingOf(request);
    const isAllowed = editing?.state === "accepted" && editing.lesson === lesson && request?.instructor === instructor;
    if (isAllowed) return;
    const detail = "The learner has not allowed you to edit this code, or not any more. Nothing was saved.";
    throw new HttpProblem(403, detail, { name: "no-consent" });
  }

  #editingOf(request: EditRequest | undefined): Member["editing"] {
    if (request === undefined) return null;
    const workshop = this.#workshopOf(request);
    const editing = workshop?.state.members[request.member]?.editing ?? null;
    return editing?.id === request.id ? editing : null;
  }

  #workshopOf({ workshop: id }: MemberAddress): Workshop | null {
    const workshop = this.#options.workshops.find(id);
    return workshop?.isRunning ? workshop : null;
  }

  #onConnections(learner: string): void {
    if (this.#requests.size === 0) return;
    const membership = this.#options.workshops.membershipOf(learner);
    if (membership !== null) this.#attend({ workshop: membership.workshop.id, member: membership.member });
  }

  /** Ends the editing later while one of the two is away. */
  #attend(at: MemberAddress): void {
    const request = this.#requests.get(keyOf(at));
    if (request === undefined) return;
    if (this.#areBothThere(request)) {
      clearTimeout(request.timer);
      request.timer = undefined;
    } else request.timer ??= setTimeout(() => this.#end(request), this.#options.graceMs);
  }

  #areBothThere(request: EditRequest): boolean {
    const { learner } = this.#workshopOf(request)?.recordOf(request.member) ?? {};
    const isLooking = this.#looks.has(`${keyOf(request)}/${request.instructor}`);
    return isLooking && learner !== undefined && this.#options.connectionsOf(learner).pages > 0;
  }

  #end(request: EditRequest): void {
    const isNewest = this.#requests.get(keyOf(request)) === request;
    if (isNewest) this.#requests.delete(keyOf(request));
    const workshop = this.#workshopOf(request);
    const isOver = this.#editingOf(request) === null;
    if (workshop === null || isOver) return;
    workshop.append([{ type: "editing", member: request.member, editing: null }]).catch((error: unknown) => {
      this.#options.log.warn({ error, workshop: workshop.id }, "the end of an instructor's editing was not stored");
    });
  }
}

function keyOf({ workshop, member }: MemberAddress): string {
  return `${workshop}/${member}`;
}

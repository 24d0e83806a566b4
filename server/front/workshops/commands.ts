// Turns the commands of instructors and members into events of their workshop.
import { randomBytes, randomInt } from "node:crypto";
import type { Course } from "../../course/load.ts";
import type { Lesson } from "../../protocol/lesson.ts";
import type {
  CommandResult,
  Member,
  MemberCommand,
  Place,
  WorkshopCommand,
  WorkshopEvent,
  WorkshopState,
} from "../../protocol/workshop.ts";
import { presentMembers } from "../../workshop/roster.ts";
import { courseLesson, HttpProblem } from "../http/problem.ts";
import type { LearnerCode } from "../learning/learner-code.ts";
import type { Saves } from "../learning/saves.ts";
import type { Classrooms } from "./classrooms.ts";
import { createPersonalCode, nameKeyOf, type PersonalCodes } from "./codes.ts";
import type { Helping } from "./helping.ts";
import type { Workshop } from "./workshop.ts";
import type { Workshops } from "./workshops.ts";

export interface CommandsOptions {
  readonly course: Course;
  readonly code: LearnerCode;
  readonly saves: Saves;
  readonly workshops: Workshops;
  readonly personalCodes: PersonalCodes;
  readonly helping: Helping;
  readonly classrooms: Pick<Classrooms, "prepare">;
}

/** The instructor who sends a command. "mine" means the code of `learner`. */
export interface Instructor {
  readonly name: string;
  readonly learner: string;
}

type CommandOf<Do extends WorkshopCommand["do"]> = Extract<WorkshopCommand, { readonly do: Do }>;

/** Commands that concern one member. */
type CommandForMember = Extract<WorkshopCommand, { readonly member: string }>;

const maxHints = 200;

export class Commands {
  readonly #options: CommandsOptions;

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  /** Throws a 404 for a lesson, step, check or member that does not exist, and a 409 for what is not possible now. */
  async run(workshop: Workshop, command: WorkshopCommand, by: Instructor): Promise<CommandResult> {
    if (!workshop.isRunning) throw new HttpProblem(409, "This workshop has ended.", { name: "ended" });
    if ("member" in command) return this.#runForMember(workshop, command, by);
    return { seq: await workshop.append(await this.#sharedEvents(workshop, command, by)) };
  }

  /** Throws like `run`, and a 429 for a member who asks too often. */
  async runOwn(learner: string, command: MemberCommand): Promise<void> {
    const { workshops } = this.#options;
    const { workshop, member: id = "" } = workshops.membershipOf(learner) ?? {};
    const member = workshop?.state.members[id];
    if (workshop === undefined || member === undefined || !workshop.isRunning) {
      throw new HttpProblem(409, "You are not in a running workshop.", { name: "no-workshop" });
    }
    workshops.feed.take(learner);
    await workshop.append(this.#ownEvents(member, command));
  }

  async #sharedEvents(
    workshop: Workshop,
    command: Exclude<WorkshopCommand, CommandForMember>,
    instructor: Instructor,
  ): Promise<WorkshopEvent[]> {
    const { name: by } = instructor;
    switch (command.do) {
      case "lock":
        return [{ type: "lock", lesson: this.#lesson(command.lesson).slug, locked: command.locked }];
      case "pace":
        if (command.pace.mode === "together") this.#place(command.pace);
        return [{ type: "pace", pace: command.pace }];
      case "follow":
        return [{ type: "follow", follow: command.place && { by, place: this.#place(command.place) } }];
      case "freeze":
        return [{ type: "freeze", frozen: command.frozen, by }];
      case "timer":
        return [{ type: "timer", timer: timerOf(command) }];
      case "announce":
        return [
          { type: "announce", announcement: command.text === null ? null : { id: newId(), text: command.text, by } },
        ];
      case "hint":
        return [this.#hint(workshop, command, by)];
      case "withdraw-hint":
        return [{ type: "hint-withdrawn", hint: command.hint }];
      case "classroom":
        return [await this.#classroom(command, instructor)];
      case "pair":
        return [this.#pair(workshop, command)];
      case "pair-everyone":
        return this.#pairEveryone(workshop, command);
      case "new-code":
        return [{ type: "code", ...this.#options.workshops.newCode(workshop) }];
      case "close-join":
        return [{ type: "join-closed", closed: command.closed }];
      case "end":
        return [{ type: "ended" }];
      default:
        return command satisfies never;
    }
  }

  async #runForMember(workshop: Workshop, command: CommandForMember, instructor: Instructor): Promise<CommandResult> {
    const { name: by } = instructor;
    const member = memberOf(workshop, command.member);
    const append = async (event: WorkshopEvent) => ({ seq: await workshop.append([event]) });
    switch (command.do) {
      case "take-hand":
        requireHand(member);
        return append({ type: "hand-taken", member: member.id, by: command.taken ? by : null });
      case "finish-hand":
        requireHand(member);
        return append({ type: "hand-done", member: member.id });
      case "rename":
        return { seq: await this.#rename(workshop, command) };
      case "member-state":
        this.#requireAway(workshop, command);
        return append({ type: "member-state", member: member.id, state: command.state });
      case "new-personal-code":
        return this.#newPersonalCode(workshop, member);
      case "catch-up":
        return { seq: await this.#catchUp(workshop, command, instructor) };
      case "ask-to-edit":
        return { seq: await this.#askToEdit(workshop, command, instructor) };
      case "stop-editing":
        return append({ type: "editing", member: member.id, editing: null });
      default:
        return command satisfies never;
    }
  }

  #ownEvents(member: Member, command: MemberCommand): WorkshopEvent[] {
    const { id } = member;
    switch (command.do) {
      case "raise-hand": {
        const lesson = command.lesson === null ? null : this.#lesson(command.lesson).slug;
        return [{ type: "hand", member: id, hand: { text: command.text, lesson } }];
      }
      case "lower-hand":
        return [{ type: "hand", member: id, hand: null }];
      case "allow-editing":
        return [{ type: "editing", member: id, editing: answered(member, command) }];
      case "leave":
        return [{ type: "member-state", member: id, state: "removed" }];
      default:
        return command satisfies never;
    }
  }

  /** Makes the instructor's own room the classroom. */
  async #classroom({ lesson }: CommandOf<"classroom">, { name: by, learner }: Instructor): Promise<WorkshopEvent> {
    if (lesson === null) return { type: "classroom", classroom: null };
    const { slug } = this.#lesson(lesson);
    const room = await this.#options.classrooms.prepare(learner, slug);
    return { type: "classroom", classroom: { by, lesson: slug, room } };
  }

  #hint({ state }: Workshop, { lesson, check, text }: CommandOf<"hint">, by: string): WorkshopEvent {
    const { slug, checks } = this.#lesson(lesson);
    if (!checks.some(({ id }) => id === check)) throw new HttpProblem(404, "The lesson has no such check.");
    if (state.hints.length >= maxHints) throw new HttpProblem(409, "There are too many hints. Withdraw some first.");
    return { type: "hint", hint: { id: newId(), lesson: slug, check, text, by } };
  }

  #pair(workshop: Workshop, { client, server, lesson }: CommandOf<"pair">): WorkshopEvent {
    memberOf(workshop, client);
    if (server !== null) requirePresent(workshop, client, server);
    return { type: "pair", client, server, lesson: this.#lesson(lesson).slug };
  }

  #pairEveryone({ state }: Workshop, { lesson }: CommandOf<"pair-everyone">): WorkshopEvent[] {
    if (lesson === null) return unpairEveryone(state);
    const events = pairEveryone(state, this.#lesson(lesson).slug);
    if (events.length > state.pairs.length) return events;
    throw new HttpProblem(409, "Fewer than two learners are online.", { name: "too-few" });
  }

  #rename(workshop: Workshop, { member, name }: CommandOf<"rename">): Promise<number> {
    const record = recordOf(workshop, member);
    const nameKey = nameKeyOf(name);
    const other = workshop.recordOfName(nameKey);
    if (other !== null && other.id !== member) throw new HttpProblem(409, "Another member has this name.");
    return workshop.appendWith({ ...record, nameKey }, [{ type: "renamed", member, name }]);
  }

  /** Someone who works in another workshop is not brought back from there. */
  #requireAway(workshop: Workshop, { member, state }: CommandOf<"member-state">): void {
    const current = this.#options.workshops.membershipOf(recordOf(workshop, member).learner);
    if (state !== "present" || current === null || current.workshop === workshop || !current.workshop.isRunning) return;
    throw new HttpProblem(409, "This learner is in another workshop now.");
  }

  async #newPersonalCode(workshop: Workshop, { id }: Member): Promise<CommandResult> {
    const personalCode = createPersonalCode();
    const codeHash = this.#options.personalCodes.hash(personalCode, id);
    const seq = await workshop.appendWith({ ...recordOf(workshop, id), codeHash }, []);
    return { seq, personalCode };
  }

  async #catchUp(
    workshop: Workshop,
    { member, lesson: slug, with: what }: CommandOf<"catch-up">,
    { name: by, learner: instructor }: Instructor,
  ): Promise<number> {
    const { code, saves } = this.#options;
    const { learner } = recordOf(workshop, member);
    const lesson = this.#lesson(slug);
    const { style, source } = await (what === "mine"
      ? code.current(instructor, lesson)
      : code.current(learner, lesson));
    const text = what === "mine" ? source : lesson.listings[style].solution;
    await saves.save({ learner, lesson: slug, style, source: text, swap: "keep", by });
    return workshop.append([]);
  }

  async #askToEdit(
    workshop: Workshop,
    { member, lesson: slug }: CommandOf<"ask-to-edit">,
    { name: by, learner: instructor }: Instructor,
  ): Promise<number> {
    const { helping } = this.#options;
    const at = { workshop: workshop.id, member };
    helping.learnerOf(at);
    helping.requireFree(at, instructor);
    const { slug: lesson } = this.#lesson(slug);
    const id = newId();
    const seq = await workshop.append([{ type: "editing", member, editing: { id, by, lesson, state: "asked" } }]);
    helping.asked(at, id, instructor);
    return seq;
  }

  #lesson(slug: string): Lesson {
    return courseLesson(this.#options.course, slug);
  }

  #place(place: Place): Place {
    const { steps } = this.#lesson(place.lesson);
    // A lesson without steps is one.
    if ((place.step ?? 1) > Math.max(1, steps.length)) throw new HttpProblem(404, "The lesson has no such step.");
    return place;
  }
}

function memberOf(workshop: Workshop, id: string): Member {
  const member = Object.hasOwn(workshop.state.members, id) ? workshop.state.members[id] : undefined;
  if (member === undefined) throw new HttpProblem(404, "There is no such member.", { name: "no-member" });
  return member;
}

function requirePresent(workshop: Workshop, ...pair: [string, string]): void {
  if (pair[0] === pair[1]) throw new HttpProblem(409, "A pair needs two learners.", { name: "too-few" });
  if (pair.every((id) => memberOf(workshop, id).state === "present")) return;
  throw new HttpProblem(409, "Only learners who are in the workshop can be paired.", { name: "not-present" });
}

function recordOf(workshop: Workshop, member: string) {
  const record = workshop.recordOf(member);
  if (record === null) throw new Error("A member has no record.");
  return record;
}

function requireHand({ hand }: Member): void {
  if (hand === null) throw new HttpProblem(409, "The hand is not raised any more.", { name: "no-hand" });
}

function answered({ editing }: Member, { request, allowed }: Extract<MemberCommand, { readonly do: "allow-editing" }>) {
  if (editing === null || editing.id !== request) throw new HttpProblem(409, "No one asks for this any more.");
  const { id, by, lesson } = editing;
  return { id, by, lesson, state: allowed ? ("accepted" as const) : ("declined" as const) };
}

function timerOf({ minutes, label = "" }: CommandOf<"timer">) {
  return minutes === null ? null : { label, endsAtMs: Date.now() + minutes * 60_000 };
}

function newId(): string {
  return randomBytes(9).toString("base64url");
}

/** Pairs the members who are online at random, with one group of three if someone is left, in place of all earlier pairs. */
export function pairEveryone(state: WorkshopState, lesson: string): WorkshopEvent[] {
  const online = shuffled(presentMembers(state).filter(({ pages }) => pages > 0)).map(({ id }) => id);
  const groups = groupsOf(online);
  return [
    ...unpairEveryone(state),
    ...groups.flatMap((group) =>
      group.map((client, index): WorkshopEvent => {
        return { type: "pair", client, server: group[(index + 1) % group.length] ?? client, lesson };
      }),
    ),
  ];
}

function unpairEveryone({ pairs }: WorkshopState): WorkshopEvent[] {
  return pairs.map(({ client, lesson }) => ({ type: "pair", client, server: null, lesson }));
}

/** Two each, three in the last if their number is odd; none for one person alone. */
function groupsOf(people: readonly string[]): string[][] {
  const count = Math.floor(people.length / 2);
  return Array.from({ length: count }, (_, index) => {
    return people.slice(2 * index, index === count - 1 ? people.length : 2 * index + 2);
  });
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(randomInt(left.length), 1));
}

// Instructors and members of workshops, as clients of a server.
import assert from "node:assert/strict";
import {
  type CommandResult,
  commandResultSchema,
  type Joined,
  joinedSchema,
  type MemberCommand,
  ownWorkshopSchema,
  type RosterSnapshot,
  rosterSnapshotSchema,
  type WorkshopCommand,
  workshopSummarySchema,
  workshopsSchema,
} from "../../server/protocol/workshop.ts";
import { Page } from "./page.ts";
import { type Serving, type ServingOptions, serve } from "./serving.ts";
import { type Answer, parsed, Visitor } from "./visitor.ts";

export const token = "a token for instructors";

export function serveWorkshops(options: ServingOptions = {}): Promise<Serving> {
  return serve({ ...options, config: { instructorToken: token, ...options.config } });
}

export class TestInstructor extends Visitor {
  static async signIn(url: string, name = "Kim"): Promise<TestInstructor> {
    const instructor = new TestInstructor(url);
    await instructor.call("/api/progress");
    const answer = await instructor.call("/api/instructor/session", { method: "POST", body: { token, name } });
    assert.equal(answer.status, 200, answer.text);
    return instructor;
  }

  async create(title = "WebSockets") {
    const answer = await this.call("/api/workshops", { method: "POST", body: { title } });
    const workshop = parsed(workshopSummarySchema, answer);
    assert.ok(workshop, answer.text);
    return workshop;
  }

  /** Other tests may have left workshops on a server that they share. */
  async deleteAll(): Promise<void> {
    const { workshops } = parsed(workshopsSchema, await this.call("/api/workshops")) ?? assert.fail();
    for (const { id } of workshops) await this.call(`/api/workshops/${id}`, { method: "DELETE" });
  }

  command(workshop: string, body: WorkshopCommand): Promise<Answer> {
    return this.call(`/api/workshops/${workshop}/commands`, { method: "POST", body });
  }

  /** Requires that the command succeeds. */
  async do(workshop: string, command: WorkshopCommand): Promise<CommandResult> {
    const answer = await this.command(workshop, command);
    const result = parsed(commandResultSchema, answer);
    assert.ok(answer.status === 200 && result !== null, answer.text);
    return result;
  }

  async roster(workshop: string): Promise<RosterSnapshot> {
    const roster = parsed(rosterSnapshotSchema, await this.call(`/api/workshops/${workshop}`));
    assert.ok(roster);
    return roster;
  }

  /** Subscribes to the roster before `work`, and waits for the result of its run. */
  async untilRan(gate: string, workshop: string, work: () => Promise<unknown>): Promise<void> {
    using page = await Page.open(gate, this.cookie);
    page.send({ type: "dashboard", workshop });
    await page.next("roster");
    await work();
    await page.next("roster-events", ({ events }) => events.some(({ event }) => event.type === "ran"));
  }

  /** The id of the member with this name. */
  async idOf(workshop: string, name: string): Promise<string> {
    const { state } = await this.roster(workshop);
    const member = Object.values(state.members).find((each) => each.name === name);
    assert.ok(member, `no member is called ${name}`);
    return member.id;
  }
}

export class TestMember extends Visitor {
  join(code: string, name: string, more: object = {}): Promise<Answer> {
    return this.call("/api/join", { method: "POST", body: { code, name, ...more } });
  }

  /** Requires that joining succeeds. */
  async enter(code: string, name: string, more: object = {}): Promise<Extract<Joined, { result: "joined" }>> {
    const answer = await this.join(code, name, more);
    const joined = parsed(joinedSchema, answer);
    assert.ok(joined?.result === "joined", answer.text);
    return joined;
  }

  async view() {
    const own = parsed(ownWorkshopSchema, await this.call("/api/workshop"));
    assert.ok(own);
    return own.view;
  }

  command(body: MemberCommand): Promise<Answer> {
    return this.call("/api/workshop/commands", { method: "POST", body });
  }
}

export function resultOf(answer: Answer): string | number {
  return parsed(joinedSchema, answer)?.result ?? answer.status;
}

// The instructor of a rehearsal: creates the workshop, follows its roster as the dashboard does, and answers raised hands.
import { z } from "zod";
import type { ToPage } from "../protocol/live.ts";
import {
  commandResultSchema,
  type NumberedEvent,
  type RosterSnapshot,
  type WorkshopCommand,
  type WorkshopState,
  workshopSummarySchema,
} from "../protocol/workshop.ts";
import { reduce } from "../workshop/roster.ts";
import { HttpClient } from "./http-client.ts";
import { LiveChannel } from "./live-channel.ts";
import { Lags, type Tally } from "./tally.ts";

const nameSchema = z.object({ name: z.string() });
/** A person takes about this long to walk to someone. */
const handMs = 15_000;

interface InstructorOptions {
  readonly origin: string;
  readonly token: string;
  readonly tally: Tally;
}

export class Instructor implements Disposable {
  readonly lags: Lags;
  readonly #http: HttpClient;
  readonly #tally: Tally;
  readonly #hands = new Map<string, NodeJS.Timeout>();
  #channel: LiveChannel | null = null;
  #roster: RosterSnapshot | null = null;
  /** The workshop's id, once it is created. */
  workshop = "";
  /** Events that did not follow those before them. */
  gaps = 0;

  private constructor(http: HttpClient, tally: Tally) {
    this.#http = http;
    this.#tally = tally;
    this.lags = new Lags(tally.samples.dashboard);
  }

  static async signIn({ origin, token, tally }: InstructorOptions): Promise<Instructor> {
    const http = new HttpClient(origin);
    const body = { token, name: "Rehearsal" };
    const answer = await http.call(nameSchema, "/api/instructor/session", { method: "POST", body });
    if (!answer.ok)
      throw new Error(`Could not sign in at ${origin}: ${answer.status || "no answer,"} ${answer.reason}`);
    // The live channel needs a learner's session too.
    await http.call(z.unknown(), "/api/lessons");
    return new Instructor(http, tally);
  }

  get state(): WorkshopState | null {
    return this.#roster?.state ?? null;
  }

  /** Creates the workshop and follows it; returns its join code. */
  async create(title: string): Promise<string> {
    const answer = await this.#http.call(workshopSummarySchema, "/api/workshops", { method: "POST", body: { title } });
    if (!answer.ok) throw new Error(`The workshop could not be created: ${answer.status} ${answer.reason}`);
    const { id, code } = answer.value;
    this.workshop = id;
    const types = ["roster", "roster-events"] as const;
    const onMessage = (message: ToPage) => this.#receive(message);
    this.#channel = new LiveChannel({ http: this.#http, tally: this.#tally, types, onMessage });
    this.#follow();
    return code;
  }

  async command(command: WorkshopCommand): Promise<boolean> {
    const path = `/api/workshops/${this.workshop}/commands`;
    const answer = await this.#http.call(commandResultSchema, path, { method: "POST", body: command });
    if (!answer.ok) this.#tally.count(answer);
    return answer.ok;
  }

  /** Ends the workshop and deletes its data. */
  async delete(): Promise<void> {
    if (this.workshop === "") return;
    await this.command({ do: "end" });
    await this.#http.call(z.unknown(), `/api/workshops/${this.workshop}`, { method: "DELETE" });
  }

  [Symbol.dispose](): void {
    for (const timer of this.#hands.values()) clearTimeout(timer);
    this.#channel?.[Symbol.dispose]();
    this.#http[Symbol.dispose]();
  }

  #follow(): void {
    this.#channel?.send({ type: "dashboard", workshop: this.workshop });
  }

  #receive(message: ToPage): void {
    if (message.type === "roster") {
      this.lags.forget();
      this.#roster = message;
    } else if (message.type === "roster-events" && this.#roster !== null) {
      this.#apply(message.epoch, message.events);
    }
  }

  #apply(epoch: string, events: readonly NumberedEvent[]): void {
    for (const event of events) {
      const roster = this.#roster;
      if (roster === null || (epoch === roster.epoch && event.seq <= roster.seq)) continue;
      if (epoch !== roster.epoch || event.seq !== roster.seq + 1) {
        this.gaps++;
        this.#roster = null;
        this.#follow();
        return;
      }
      this.#roster = { epoch, seq: event.seq, state: reduce(roster.state, event) };
      this.#notice(event);
    }
  }

  #notice({ event }: NumberedEvent): void {
    if (event.type === "joined") this.lags.saw(`joined ${event.member}`);
    if (event.type === "ran") this.lags.saw(`ran ${event.member} ${event.lesson} ${event.version}`);
    if (event.type !== "hand") return;
    clearTimeout(this.#hands.get(event.member));
    this.#hands.delete(event.member);
    if (event.hand === null) return;
    this.lags.saw(`hand ${event.member}`);
    const timer = setTimeout(() => void this.#answer(event.member), handMs);
    this.#hands.set(event.member, timer);
  }

  /** Unless someone who practises has taken it. */
  async #answer(member: string): Promise<void> {
    const hand = this.state?.members[member]?.hand ?? null;
    if (hand === null || hand.takenBy !== null) return;
    await this.command({ do: "take-hand", member, taken: true });
    await this.command({ do: "finish-hand", member });
  }
}

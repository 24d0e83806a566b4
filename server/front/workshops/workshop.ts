// One workshop: its state as the fold of its events, which are stored before they take effect, and its members' records.
import type { Member, NumberedEvent, RosterSnapshot, WorkshopEvent, WorkshopState } from "../../protocol/workshop.ts";
import type { MemberRecord, StoredWorkshop } from "../../store/workshops.ts";
import { reduce } from "../../workshop/roster.ts";
import type { FrontParts } from "../front-parts.ts";
import { memberTopic, workshopTopic } from "../topics.ts";

export interface WorkshopOptions extends Pick<FrontParts, "store" | "topics" | "log"> {
  readonly epoch: string;
  now(): number;
}

interface Append {
  readonly events: readonly WorkshopEvent[];
  readonly record: MemberRecord | null;
  /** The number of the last event that has taken effect. */
  readonly result: PromiseWithResolvers<number>;
}

/** A changed state is stored after this time at the latest. A restart loses only brief events since then. */
const snapshotMs = 10_000;

export class Workshop implements AsyncDisposable {
  readonly id: string;
  readonly #options: WorkshopOptions;
  readonly #records = new Map<string, MemberRecord>();
  readonly #byName = new Map<string, MemberRecord>();
  readonly #byLearner = new Map<string, MemberRecord>();
  #state: WorkshopState;
  #seq: number;
  #saved: WorkshopState;
  #waiting: Append[] = [];
  #writing: Promise<void> | null = null;
  #snapshot: NodeJS.Timeout | undefined;
  readonly #deleted = new AbortController();

  /** No one is connected yet, whatever was stored. */
  constructor(stored: StoredWorkshop, options: WorkshopOptions) {
    this.id = stored.id;
    this.#options = options;
    this.#saved = stored.state;
    this.#state = disconnected(stored.events.reduce(reduce, stored.state));
    this.#seq = stored.events.at(-1)?.seq ?? stored.seq;
    for (const record of stored.records) this.#keep(record);
  }

  get state(): WorkshopState {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#state.endedAtMs === null;
  }

  /** Aborts when the workshop is about to be deleted. */
  get deleted(): AbortSignal {
    return this.#deleted.signal;
  }

  get size(): number {
    return this.#records.size;
  }

  get roster(): RosterSnapshot {
    return { epoch: this.#options.epoch, seq: this.#seq, state: this.#state };
  }

  records(): Iterable<MemberRecord> {
    return this.#records.values();
  }

  recordOf(member: string): MemberRecord | null {
    return this.#records.get(member) ?? null;
  }

  recordOfName(nameKey: string): MemberRecord | null {
    return this.#byName.get(nameKey) ?? null;
  }

  recordOfLearner(learner: string): MemberRecord | null {
    return this.#byLearner.get(learner) ?? null;
  }

  memberOf(learner: string): Member | null {
    return this.#state.members[this.#byLearner.get(learner)?.id ?? ""] ?? null;
  }

  /**
   * Stores the events, then applies and publishes them. Resolves with the number of the last event that has taken effect;
   * rejects with a `StoreError` if nothing was stored. Appends that wait together share a commit.
   */
  append(events: readonly WorkshopEvent[], record: MemberRecord | null = null): Promise<number> {
    const result = Promise.withResolvers<number>();
    this.#waiting.push({ events, record, result });
    this.#writing ??= this.#write();
    return result.promise;
  }

  /** Like `append`, with a new or changed record: its name and learner are taken at once. */
  async appendWith(record: MemberRecord, events: readonly WorkshopEvent[]): Promise<number> {
    const before = this.recordOf(record.id);
    this.#forget(before);
    this.#keep(record);
    try {
      return await this.append(events, record);
    } catch (error) {
      this.#forget(record);
      if (before !== null) this.#keep(before);
      throw error;
    }
  }

  /** Stores the state, so that the next start need not apply the events before it. */
  async save(): Promise<void> {
    clearTimeout(this.#snapshot);
    this.#snapshot = undefined;
    const [state, saved, seq] = [this.#state, this.#saved, this.#seq];
    if (state === saved) return;
    const { members, ...shared } = state;
    const changed = Object.values(members).filter((member) => saved.members[member.id] !== member);
    await this.#options.store.saveWorkshop({ seq, state: shared, members: changed });
    this.#saved = state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    await this.save();
    clearTimeout(this.#snapshot);
  }

  /** For a workshop that is being deleted. */
  async abandon(): Promise<void> {
    this.#deleted.abort();
    await this.#writing;
    clearTimeout(this.#snapshot);
    this.#saved = this.#state;
  }

  async #write(): Promise<void> {
    // What is appended in the same tick shares the first commit.
    await null;
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0));
    this.#writing = null;
  }

  async #commit(batch: readonly Append[]): Promise<void> {
    const nowMs = this.#options.now();
    const all = this.#number(
      batch.flatMap(({ events }) => events),
      nowMs,
    );
    const events = all.filter(({ event }) => event.type !== "brief");
    const records = batch.flatMap(({ record }) => record ?? []);
    try {
      const isStored = events.length + records.length > 0;
      if (isStored) await this.#options.store.appendToWorkshop({ workshop: this.id, events, records, nowMs });
    } catch (error) {
      const brief = all.flatMap(({ event }) => (event.type === "brief" ? [event] : []));
      this.#apply(this.#number(brief, nowMs));
      for (const { result } of batch) result.reject(error);
      return;
    }
    this.#apply(all);
    for (const { result } of batch) result.resolve(this.#seq);
  }

  #number(events: readonly WorkshopEvent[], atMs: number): NumberedEvent[] {
    return events.map((event, index) => ({ seq: this.#seq + 1 + index, atMs, event }));
  }

  #apply(events: readonly NumberedEvent[]): void {
    if (events.length === 0) return;
    const { topics } = this.#options;
    this.#state = events.reduce(reduce, this.#state);
    this.#seq += events.length;
    this.#snapshot ??= setTimeout(() => this.#saveLater(), snapshotMs);
    topics.publish(workshopTopic(this.id), events);
    for (const learner of this.#learnersWhoSee(events)) topics.publish(memberTopic(learner), null);
  }

  #saveLater(): void {
    this.save().catch((error: unknown) => {
      this.#options.log.warn({ error, workshop: this.id }, "a workshop's snapshot was not stored");
    });
  }

  #learnersWhoSee(events: readonly NumberedEvent[]): Set<string> {
    const hasPairs = this.#state.pairs.length > 0;
    const seers = events.map(({ event }) => seerOf(event, hasPairs));
    if (seers.includes("everyone")) return new Set(this.#byLearner.keys());
    return new Set(seers.flatMap((member) => this.recordOf(member ?? "")?.learner ?? []));
  }

  #keep(record: MemberRecord): void {
    this.#records.set(record.id, record);
    this.#byName.set(record.nameKey, record);
    this.#byLearner.set(record.learner, record);
  }

  #forget(record: MemberRecord | null): void {
    if (record === null) return;
    this.#records.delete(record.id);
    this.#byName.delete(record.nameKey);
    this.#byLearner.delete(record.learner);
  }
}

/** Whose view of the workshop an event may change: one member's, everyone's, or no one's. */
function seerOf(event: WorkshopEvent, hasPairs: boolean): string | null {
  switch (event.type) {
    case "brief":
    case "opened":
    case "code":
      return null;
    case "ran":
    case "hand":
    case "hand-taken":
    case "hand-done":
    case "editing":
      return event.member;
    case "joined":
    case "renamed":
    case "member-state":
      return hasPairs ? "everyone" : event.member;
    default:
      return "everyone";
  }
}

function disconnected(state: WorkshopState): WorkshopState {
  const members = Object.values(state.members).map((member) => ({
    ...member,
    pages: 0,
    connections: 0,
    editing: null,
  }));
  return { ...state, members: Object.fromEntries(members.map((member) => [member.id, member])) };
}

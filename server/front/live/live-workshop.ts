// The workshop on a page's live channel: a member's view of it, an instructor's roster, and an instructor's look at a member's
// lesson: only while they are signed in and the member is in that workshop.
import type { FromPage, ToPage } from "../../protocol/live.ts";
import type { NumberedEvent } from "../../protocol/workshop.ts";
import { HttpProblem } from "../http/problem.ts";
import { memberTopic, type Topics, workshopTopic } from "../topics.ts";
import type { Helping } from "../workshops/helping.ts";
import type { Workshop } from "../workshops/workshop.ts";
import type { Workshops } from "../workshops/workshops.ts";

export interface LiveWorkshopOptions {
  readonly learner: string;
  readonly workshops: Workshops;
  readonly topics: Topics;
  /** The name of the signed-in instructor whose page this is; null for none. */
  instructor(): string | null;
  urlOf(room: string): string;
  send(message: ToPage): void;
  onError(error: unknown): void;
}

const sessionEnded = "You are no longer signed in as an instructor. Reload the page to sign in again.";
/** Changes are gathered for this long. */
const gatherMs = 250;

export class LiveWorkshop implements Disposable {
  readonly #options: LiveWorkshopOptions;
  readonly #subscriptions: readonly Disposable[];
  #view: Throttle;
  #dashboard: Dashboard | null = null;
  /** The workshop of the view that was sent last. */
  #viewed: string | null = null;

  constructor(options: LiveWorkshopOptions) {
    const { topics, learner, workshops } = options;
    this.#options = options;
    this.#view = new Throttle(() => this.#sendView().catch(options.onError));
    this.#subscriptions = [
      topics.subscribe(memberTopic(learner), () => this.#view.request()),
      topics.subscribe("instructor.left", () => this.#endForLearners()),
      topics.subscribe("workshop.deleted", (id) => this.#reportDeleted(id)),
    ];
    if (workshops.membershipOf(learner) !== null) this.#view.request();
  }

  [Symbol.dispose](): void {
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]();
    this.#view[Symbol.dispose]();
    this.#dashboard?.[Symbol.dispose]();
  }

  /** Subscribes to the roster in place of an earlier one. Throws a 403 for learners. */
  show(id: string | null): void {
    this.#dashboard?.[Symbol.dispose]();
    this.#dashboard = null;
    if (id === null) return;
    if (this.#options.instructor() === null) {
      throw new HttpProblem(403, "Only instructors see a workshop's roster. Sign in first.");
    }
    const workshop = this.#options.workshops.find(id);
    if (workshop === null) this.#options.send({ type: "workshop-deleted", workshop: id });
    else this.#dashboard = new Dashboard(workshop, this.#options);
  }

  #reportDeleted(workshop: string): void {
    const isShown = this.#dashboard?.workshop === workshop || this.#viewed === workshop;
    if (isShown) this.#options.send({ type: "workshop-deleted", workshop });
  }

  #endForLearners(): void {
    if (this.#dashboard === null || this.#options.instructor() !== null) return;
    this.show(null);
    this.#options.send({ type: "notice", level: "warn", text: sessionEnded });
  }

  async #sendView(): Promise<void> {
    const { workshops, learner, urlOf, send } = this.#options;
    const view = await workshops.viewOf(learner, urlOf);
    if (view === null && this.#viewed === null) return;
    this.#viewed = view?.workshop.id ?? null;
    send({ type: "workshop", view });
  }
}

/** The roster of one workshop, then its events in batches. */
class Dashboard implements Disposable {
  readonly workshop: string;
  readonly #throttle: Throttle;
  readonly #subscription: Disposable;
  #events: NumberedEvent[] = [];

  constructor({ id, roster }: Pick<Workshop, "id" | "roster">, { topics, send }: LiveWorkshopOptions) {
    this.workshop = id;
    const { epoch } = roster;
    send({ type: "roster", workshop: id, ...roster });
    this.#throttle = new Throttle(() => {
      const events = this.#events;
      this.#events = [];
      send({ type: "roster-events", workshop: id, epoch, events });
    });
    this.#subscription = topics.subscribe(workshopTopic(id), (events) => {
      this.#events.push(...events);
      this.#throttle.request();
    });
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    this.#throttle[Symbol.dispose]();
  }
}

/** Calls back soon after a request, and not again until `gatherMs` later: requests meanwhile are one. */
class Throttle implements Disposable {
  readonly #callback: () => unknown;
  #timer: NodeJS.Timeout | undefined;
  #isRequested = false;

  constructor(callback: () => unknown) {
    this.#callback = callback;
  }

  request(): void {
    if (this.#timer === undefined) this.#call();
    else this.#isRequested = true;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#isRequested = false;
  }

  #call(): void {
    this.#isRequested = false;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isRequested) this.#call();
    }, gatherMs);
    this.#callback();
  }
}

export type Inspect = Extract<FromPage, { readonly type: "inspect" }>;

/** `learner`: the instructor's own id as a learner. */
interface LookOptions extends Pick<LiveWorkshopOptions, "topics" | "learner" | "instructor"> {
  readonly helping: Pick<Helping, "learnerOf" | "look">;
}

/** The learner to follow. Throws a 403 for learners, and as `Helping.learnerOf` does. */
export function lookedAt({ helping, instructor }: LookOptions, request: Inspect): string {
  if (instructor() === null) throw new HttpProblem(403, "Only instructors look at others. Sign in first.");
  return helping.learnerOf(request);
}

/** Calls `onEnd` once, with the reason, when the instructor may not look any more; perhaps at once. Throws like `lookedAt`. */
export function watchLook(options: LookOptions, request: Inspect, onEnd: (reason: string) => void): Disposable {
  const { helping, topics, learner } = options;
  const subject = helping.learnerOf(request);
  const check = () => {
    try {
      lookedAt(options, request);
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      parts[Symbol.dispose]();
      onEnd(error.message);
    }
  };
  const parts = new DisposableStack();
  parts.use(helping.look(request, learner));
  parts.use(topics.subscribe(memberTopic(subject), check));
  parts.use(topics.subscribe("instructor.left", check));
  check();
  return parts;
}

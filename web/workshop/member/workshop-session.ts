// The workshop of this page's learner: receives its view, follows the instructor, and sends the learner's commands.
import type { MemberCommand, MemberView, Place } from "../../../server/protocol/workshop.ts";
import { type Answer, whyNot } from "../../net/api.ts";
import type { LiveChannel } from "../../net/channel.ts";
import { createStore, type Store } from "../../ui/store.ts";
import {
  type Gone,
  isOpen,
  type Membership,
  type MembershipAction,
  noMembership,
  readChoices,
  reduceMembership,
  writeChoices,
} from "./membership.ts";

type ViewAnswer = Promise<Answer<{ readonly view: MemberView | null }>>;

export interface WorkshopOptions {
  readonly channel: Pick<LiveChannel, "subscribe">;
  readonly storage: Storage;
  readonly fetchView: () => ViewAnswer;
  readonly sendCommand: (command: MemberCommand) => ViewAnswer;
  readonly notify: (text: string) => void;
  readonly screen: Screen;
  readonly now?: () => number;
}

/** The page around the workshop. */
interface Screen {
  /** The lesson that is shown; null for the course, undefined for pages that never follow. */
  readonly lesson: () => string | null | undefined;
  readonly address: () => string;
  readonly goTo: (href: string) => void;
  readonly isDialogOpen: () => boolean;
}

/** Scrolls the text of an open lesson to a step. Returns a function that scrolls back. */
type ShowStep = (step: number) => () => void;

export class WorkshopSession {
  readonly store: Store<Membership, MembershipAction>;
  readonly #options: WorkshopOptions;
  readonly #now: () => number;
  #typedAtMs = Number.NEGATIVE_INFINITY;
  #seenAtMs: number | null = null;
  #isLeaving = false;
  #isLowering = false;
  #text: { readonly lesson: string; readonly showStep: ShowStep } | null = null;
  #pending: Place | null = null;
  #back: (() => void) | null = null;
  #followedTo: string | null = null;

  /** `booted`: the view that came with the document; undefined if it has none. */
  constructor(options: WorkshopOptions, booted: MemberView | null | undefined) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.store = createStore(reduceMembership, noMembership(readChoices(options.storage)));
    options.channel.subscribe((message) => {
      if (message.type === "hello") this.store.dispatch({ type: "clock", aheadMs: message.atMs - this.#now() });
      if (message.type === "workshop") this.receive(message.view);
      if (message.type === "workshop-deleted") this.#deleted(message.workshop);
    });
    if (booted === undefined) void this.#load();
    else this.receive(booted);
  }

  receive(view: MemberView | null, gone: Gone = this.#isLeaving ? "left" : "removed"): void {
    const { view: before } = this.store.get();
    this.store.dispatch({ type: "view", view, gone });
    if (view === null || view.ended) {
      this.#seenAtMs = null;
      return;
    }
    this.#reportAnsweredHand(before, view);
    this.#follow(view);
  }

  /** The learner has pressed a key in a field or an editor. */
  readonly typed = (): void => {
    this.#typedAtMs = this.#now();
  };

  /** Goes to the instructor on the learner's request. */
  readonly goThere = (): void => {
    const follow = this.store.get().view?.follow ?? null;
    if (follow === null) return;
    this.store.dispatch({ type: "moved", move: null });
    this.#go(follow.place);
    this.#followedTo = null;
  };

  /** Returns to where the learner was, and stays there. */
  readonly undo = (): void => {
    this.setAutomatic(false);
    this.store.dispatch({ type: "moved", move: null });
    this.#back?.();
    this.#back = null;
  };

  setAutomatic(isAutomatic: boolean): void {
    this.store.dispatch({ type: "follow", isAutomatic });
    this.#saveChoices();
  }

  dismiss(id: string): void {
    this.store.dispatch({ type: "dismiss", id });
    this.#saveChoices();
  }

  dismissMove(): void {
    this.store.dispatch({ type: "moved", move: null });
  }

  /** Resolves to null, or to the reason why the command failed, which is shown too. */
  async send(command: MemberCommand): Promise<string | null> {
    this.#isLeaving = command.do === "leave";
    this.#isLowering = command.do === "lower-hand";
    const answer = await this.#options.sendCommand(command);
    const problem = answer.ok ? null : whyNot(answer);
    if (answer.ok) this.receive(answer.value.view);
    if (problem !== null) this.#options.notify(problem);
    this.#isLeaving = false;
    this.#isLowering = false;
    return problem;
  }

  /** The text of a lesson is on the screen until the returned function is called. */
  attachText(lesson: string, showStep: ShowStep): () => void {
    const text = { lesson, showStep };
    this.#text = text;
    const pending = this.#pending;
    this.#pending = null;
    if (pending?.lesson === lesson && pending.step !== null) showStep(pending.step);
    return () => {
      if (this.#text === text) this.#text = null;
    };
  }

  /** Whether the page has just navigated by itself, so that the focus stays where it is if it can. */
  hasFollowedTo(path: string): boolean {
    const hasFollowed = this.#followedTo === path;
    this.#followedTo = null;
    return hasFollowed;
  }

  async #load(): Promise<void> {
    const answer = await this.#options.fetchView();
    // The live channel may have been faster.
    if (answer.ok && this.store.get().view === null) this.receive(answer.value.view);
  }

  #deleted(workshop: string): void {
    if (this.store.get().view?.workshop.id === workshop) this.receive(null, "deleted");
  }

  #follow({ follow }: MemberView): void {
    const seenAtMs = this.#seenAtMs;
    this.#seenAtMs = follow?.atMs ?? seenAtMs ?? 0;
    // A move that was already known when the page opened does not count.
    if (follow === null || seenAtMs === null || follow.atMs <= seenAtMs || !this.#follows(follow.place)) return;
    const { by, place } = follow;
    const isBusy = this.#options.screen.isDialogOpen() || this.#now() - this.#typedAtMs < typingMs;
    if (!isBusy) this.#go(place);
    this.store.dispatch({ type: "moved", move: { kind: isBusy ? "stayed" : "followed", by, place } });
  }

  /** Whether the page goes there when its learner is not busy. */
  #follows(place: Place): boolean {
    const membership = this.store.get();
    const lesson = this.#options.screen.lesson();
    const isHere = lesson === place.lesson && place.step === null;
    return lesson !== undefined && !isHere && membership.choices.follows && isOpen(membership, place.lesson);
  }

  #go(place: Place): void {
    const { screen } = this.#options;
    if (screen.lesson() === place.lesson) {
      this.#back = place.step === null ? null : (this.#text?.showStep(place.step) ?? null);
      return;
    }
    const from = screen.address();
    const path = `/lessons/${place.lesson}`;
    this.#back = () => screen.goTo(from);
    this.#pending = place;
    this.#followedTo = path;
    screen.goTo(path);
  }

  #reportAnsweredHand(before: MemberView | null, now: MemberView): void {
    const hand = before?.me.hand ?? null;
    if (hand === null || now.me.hand !== null || this.#isLowering) return;
    this.#options.notify(`${hand.takenBy ?? "Your instructor"} marked your question as answered.`);
  }

  #saveChoices(): void {
    writeChoices(this.#options.storage, this.store.get().choices);
  }
}

/** A page stays where it is for this long after a key was typed. */
export const typingMs = 5_000;

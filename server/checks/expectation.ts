// How an expectation is met: looked for once the room is at rest, then timer by timer until it is too late.

import type { CheckSession } from "./check-session.ts";
import type { ClientState } from "./client-state.ts";
import { comparisonOf } from "./comparison.ts";
import type { Refused } from "./connection.ts";
import type { Exact } from "./expected.ts";
import { CheckFailure } from "./failure.ts";
import type { Received } from "./received.ts";
import { sentenceOf } from "./sentence.ts";

export interface ExpectOptions {
  /** How long it may take, in ms of the room's clock. 1,000 if not given. */
  readonly within?: number;
  /** One sentence more for the failure's message. */
  readonly because?: string;
}

/** What one look at an inbox found. Neither met nor `came`: it may still come. */
export interface Look {
  readonly met: boolean;
  /** What stands there instead. */
  readonly came?: Received;
  readonly detail?: string;
  /** What is still wanted, when that is not all of it. */
  readonly wanted?: string;
}

export interface Wanted {
  /** For the transcript: `text`, `close`. */
  readonly what: string;
  /** As a part of a sentence: `text "olleh"`. */
  readonly wanted: string;
  readonly exact?: Exact;
}

type Seen = { readonly came?: Received | undefined; readonly wanted?: string; readonly withinMs: number };

const standardWithinMs = 1_000;

/** One client's expectations, met or failed in the order they were asked for. */
export class Expectation {
  readonly #session: CheckSession;
  readonly #player: ClientState;
  readonly #refused: Refused | null;

  constructor(session: CheckSession, player: ClientState, refused: Refused | null) {
    this.#session = session;
    this.#player = player;
    this.#refused = refused;
  }

  /** Looks until `look` finds what is wanted or something else, or the time is over. */
  meet(expected: Wanted, options: ExpectOptions, look: () => Look): Promise<void> {
    this.#session.look();
    const { room } = this.#session;
    const withinMs = options.within ?? standardWithinMs;
    return this.#session.inTurn(async () => {
      this.#requireConnected(expected.wanted);
      const step = room.stepper(room.nowMs + withinMs);
      let seen = await this.#atRest(look);
      while (!seen.met && seen.came === undefined && (await step())) seen = await this.#atRest(look);
      this.#note(expected, seen.met, { ...seen, withinMs });
      if (seen.met) this.#player.answered();
      else throw this.#unmet(expected, seen, withinMs, options.because);
    });
  }

  /** Looks until something is found, which is wrong, or `ms` are over, which is right. */
  miss(expected: Wanted, ms: number, because: string | undefined, find: () => Received | undefined): Promise<void> {
    this.#session.look();
    const { room } = this.#session;
    return this.#session.inTurn(async () => {
      this.#requireConnected(expected.wanted);
      const until = room.nowMs + ms;
      const step = room.stepper(until);
      let came = await this.#atRest(find);
      while (came === undefined && (await step())) came = await this.#atRest(find);
      if (came === undefined && room.nowMs < until) await room.advance(until - room.nowMs);
      came ??= find();
      this.#note(expected, came === undefined, { came, withinMs: ms });
      if (came !== undefined) throw this.#unmet(expected, { met: false, came }, ms, because);
    });
  }

  /** Looks once at whether the handler refused this client. */
  refused(expected: Wanted, fits: (refused: Refused) => boolean): Promise<void> {
    this.#session.look();
    return this.#session.inTurn(async () => {
      const met = this.#refused !== null && fits(this.#refused);
      const came = this.#refused === null ? "it was accepted" : `it was refused with ${refusedShown(this.#refused)}`;
      this.#note(expected, met);
      if (!met) throw new CheckFailure(`${this.#player.name} expected ${expected.wanted}, but ${came}.`);
    });
  }

  async #atRest<Found>(look: () => Found): Promise<Found> {
    await this.#session.room.settle();
    return look();
  }

  #requireConnected(wanted: string): void {
    if (this.#refused === null) return;
    const how = refusedShown(this.#refused);
    throw new CheckFailure(`${this.#player.name} expected ${wanted}, but the upgrade was refused with ${how}.`);
  }

  #note({ what, wanted, exact }: Wanted, met: boolean, seen?: Seen): void {
    const compared = met || !seen ? undefined : comparisonOf({ exact, ...seen, wanted: seen.wanted ?? wanted });
    this.#session.note({
      client: this.#player.name,
      kind: "expected",
      what,
      text: wanted,
      met,
      ...(compared && { compared }),
    });
  }

  #unmet(expected: Wanted, seen: Look, withinMs: number, because: string | undefined): CheckFailure {
    const { cause: act, name: client } = this.#player;
    const { wanted = expected.wanted, came = { kind: "nothing", withinMs }, detail = "" } = seen;
    return new CheckFailure(sentenceOf({ act, client, wanted, came, detail, because }));
  }
}

function refusedShown({ status, reason }: Refused): string {
  return status === 0 ? `no proper answer (${reason})` : `${status} ${reason}`.trim();
}

// What a check expects one client to get: looked for once the room is at rest, then timer by timer until it is too late.
import {
  type Expected,
  expectedBinary,
  expectedJson,
  expectedOf,
  expectedText,
  type JsonExpected,
  type TextExpected,
} from "./expected.ts";
import { CheckFailure } from "./failure.ts";
import type { Player } from "./player.ts";
import { duration, payloadShown } from "./printable.ts";
import type { Closed, Message, Received } from "./received.ts";
import type { Refused } from "./connection.ts";
import type { Scene } from "./scene.ts";
import { sentenceOf } from "./sentence.ts";

export interface ExpectOptions {
  /** How long it may take, in ms of the room's clock. 1,000 if not given. */
  readonly within?: number;
  /** One sentence more for the failure's message. */
  readonly because?: string;
}

export interface MessageOptions extends ExpectOptions {
  /** Messages that may come before: all of them, or those this is true for. They are taken. */
  readonly skipping?: boolean | ((message: Message) => boolean);
}

export interface JsonOptions extends MessageOptions {
  /** Other keys may be there too. */
  readonly subset?: boolean;
}

export interface CloseExpected {
  readonly code?: number | readonly number[];
  readonly reason?: string | RegExp;
}

const standardWithinMs = 1_000;

/** Each call takes what it finds; the next one looks at what came after. Calls are answered in the order they were made. */
export class Expect {
  readonly #scene: Scene;
  readonly #player: Player;
  readonly #refused: Refused | null;

  constructor(scene: Scene, player: Player, refused: Refused | null) {
    this.#scene = scene;
    this.#player = player;
    this.#refused = refused;
  }

  /** The next message is this text, or fits it. */
  text(expected: TextExpected, options?: MessageOptions): Promise<void> {
    return this.#message(expectedText(expected), options);
  }

  /** The next message is a binary one with these bytes. */
  binary(expected: Uint8Array, options?: MessageOptions): Promise<void> {
    return this.#message(expectedBinary(expected), options);
  }

  /** The next message is a text with this JSON: equal, or true for a function of it. */
  json(expected: JsonExpected, options: JsonOptions = {}): Promise<void> {
    return this.#message(expectedJson(expected, options.subset === true), options);
  }

  /** The next messages are these, whichever comes first. Text, patterns and bytes as they are; all else is JSON. */
  inAnyOrder(values: readonly unknown[], options: ExpectOptions = {}): Promise<void> {
    const missing = values.map(expectedOf);
    const wanted = () => missing.map((expected) => expected.wanted).join(" or ");
    return this.#meet(
      { what: "any order", wanted: values.map((value) => expectedOf(value).wanted).join(" and ") },
      options,
      () => {
        while (missing.length > 0) {
          const [message] = this.#player.inbox.messages();
          if (message === undefined) return { met: false, wanted: wanted() };
          const at = missing.findIndex((expected) => expected.mismatch(message) === null);
          if (at < 0) return { met: false, wanted: wanted(), came: message };
          missing.splice(at, 1);
          this.#player.inbox.take(message);
        }
        return { met: true };
      },
    );
  }

  /** A ping, with this payload if given. */
  ping(data?: string | Uint8Array, options?: ExpectOptions): Promise<void> {
    return this.#control("ping", data, options);
  }

  /** A pong, with this payload if given. */
  pong(data?: string | Uint8Array, options?: ExpectOptions): Promise<void> {
    return this.#control("pong", data, options);
  }

  /** The socket ends, with this code and reason if given, and no message stands before that. */
  close(
    expected: number | CloseExpected = {},
    more: string | RegExp | ExpectOptions = {},
    options: ExpectOptions = {},
  ): Promise<void> {
    const hasReason = typeof more === "string" || more instanceof RegExp;
    const base = typeof expected === "number" ? { code: expected } : expected;
    const wanted: CloseExpected = hasReason ? { ...base, reason: more } : base;
    return this.#meet({ what: "close", wanted: closeShown(wanted) }, hasReason ? options : more, () => {
      const [message] = this.#player.inbox.messages();
      if (message === undefined) return this.#waiting();
      if (message.kind !== "close" || !closesAs(message, wanted)) return { met: false, came: message };
      this.#player.inbox.take(message);
      return { met: true };
    });
  }

  /** The socket is still open. */
  open(options?: ExpectOptions): Promise<void> {
    return this.#meet({ what: "open", wanted: "the socket to stay open" }, { ...options, within: 0 }, () => {
      const closed = this.#player.inbox.closed;
      return closed === undefined ? { met: true } : { met: false, came: closed };
    });
  }

  /** The handler refused the upgrade, with this HTTP status. */
  refused(status?: number): Promise<void> {
    this.#scene.look();
    const wanted = status === undefined ? "the upgrade to be refused" : `the upgrade to be refused with ${status}`;
    return this.#scene.inTurn(async () => {
      const met = this.#refused !== null && (status === undefined || this.#refused.status === status);
      this.#note("refused", String(status ?? ""), met);
      if (met) return;
      const came = this.#refused === null ? "it was accepted" : `it was refused with ${refusedShown(this.#refused)}`;
      throw new CheckFailure(`${this.#player.name} expected ${wanted}, but ${came}.`);
    });
  }

  /** No message comes for `ms` of the room's clock, and the socket stays open. `of: "anything"`: no ping or pong either. */
  nothing({
    ms = 0,
    of = "messages",
    because,
  }: {
    ms?: number;
    of?: "messages" | "anything";
    because?: string;
  } = {}): Promise<void> {
    this.#scene.look();
    const { room } = this.#scene;
    const wanted = ms === 0 ? "nothing" : `nothing for ${duration(ms)}`;
    return this.#scene.inTurn(async () => {
      this.#requireConnected(wanted);
      const until = room.nowMs + ms;
      let came = await this.#atRest(of);
      while (came === undefined && (await room.step(until))) came = await this.#atRest(of);
      if (came === undefined && room.nowMs < until) await room.advance(until - room.nowMs);
      came ??= await this.#atRest(of);
      this.#note("nothing", ms === 0 ? "" : `for ${duration(ms)}`, came === undefined);
      if (came !== undefined) throw this.#unmet(wanted, came, "", because);
    });
  }

  #message(expected: Expected, options: MessageOptions = {}): Promise<void> {
    const { inbox } = this.#player;
    return this.#meet(expected, options, () => {
      for (const message of inbox.messages()) {
        const detail = expected.mismatch(message);
        if (detail !== null && !maySkip(message, options.skipping)) return { met: false, came: message, detail };
        if (message.kind !== "close") inbox.take(message);
        if (detail === null) return { met: true };
      }
      return this.#waiting();
    });
  }

  #control(kind: "ping" | "pong", data: string | Uint8Array | undefined, options: ExpectOptions = {}): Promise<void> {
    const { inbox } = this.#player;
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    const wanted = bytes === undefined || bytes.length === 0 ? `a ${kind}` : `a ${kind} with ${payloadShown(bytes)}`;
    return this.#meet({ what: kind, wanted }, options, () => {
      const control = inbox.control(kind);
      if (control === undefined) return this.#waiting();
      if (bytes !== undefined && !Buffer.from(control.data).equals(bytes)) {
        return { met: false, came: control, detail: `it carries ${payloadShown(control.data)}` };
      }
      inbox.take(control);
      return { met: true };
    });
  }

  /** Nothing to look at yet; once the socket is closed, nothing will come. */
  #waiting(): Look {
    const closed = this.#player.inbox.closed;
    return closed === undefined ? { met: false } : { met: false, came: closed };
  }

  #meet(expected: Pick<Expected, "what" | "wanted">, options: ExpectOptions, look: () => Look): Promise<void> {
    this.#scene.look();
    const { room } = this.#scene;
    const withinMs = options.within ?? standardWithinMs;
    return this.#scene.inTurn(async () => {
      this.#requireConnected(expected.wanted);
      const until = room.nowMs + withinMs;
      let seen = await this.#looked(look);
      while (!seen.met && seen.came === undefined && (await room.step(until))) seen = await this.#looked(look);
      this.#note(expected.what, expected.wanted, seen.met);
      if (seen.met) return this.#player.answered();
      const came = seen.came ?? ({ kind: "nothing", withinMs } as const);
      throw this.#unmet(seen.wanted ?? expected.wanted, came, seen.detail ?? "", options.because);
    });
  }

  async #looked(look: () => Look): Promise<Look> {
    await this.#scene.room.settle();
    return look();
  }

  async #atRest(of: "messages" | "anything"): Promise<Received | undefined> {
    await this.#scene.room.settle();
    const { inbox } = this.#player;
    const control = of === "anything" ? (inbox.control("ping") ?? inbox.control("pong")) : undefined;
    return inbox.messages()[0] ?? control ?? inbox.closed;
  }

  #requireConnected(wanted: string): void {
    if (this.#refused === null) return;
    const how = refusedShown(this.#refused);
    throw new CheckFailure(`${this.#player.name} expected ${wanted}, but the upgrade was refused with ${how}.`);
  }

  #note(what: string, text: string, met: boolean): void {
    this.#scene.note({ client: this.#player.name, kind: "expected", what, text, met });
  }

  #unmet(
    wanted: string,
    came: Received | { kind: "nothing"; withinMs: number },
    detail: string,
    because?: string,
  ): CheckFailure {
    const { cause: act, name: client } = this.#player;
    return new CheckFailure(sentenceOf({ act, client, wanted, came, detail, because }));
  }
}

/** What one look at an inbox found. Neither met nor `came`: it may still come. */
interface Look {
  readonly met: boolean;
  readonly came?: Received;
  readonly detail?: string;
  readonly wanted?: string;
}

function maySkip(message: Message | Closed, skipping: MessageOptions["skipping"]): boolean {
  if (message.kind === "close" || skipping === undefined || skipping === false) return false;
  return skipping === true || skipping(message);
}

function closesAs({ code, reason }: Closed, expected: CloseExpected): boolean {
  const codes = expected.code === undefined ? [code] : [expected.code].flat();
  if (!codes.includes(code)) return false;
  if (expected.reason === undefined) return true;
  return typeof expected.reason === "string" ? reason === expected.reason : expected.reason.test(reason);
}

function closeShown({ code, reason }: CloseExpected): string {
  const codes = code === undefined ? "" : ` with ${[code].flat().join(" or ")}`;
  const why = reason === undefined ? "" : ` ${typeof reason === "string" ? `"${reason}"` : `like ${reason}`}`;
  return `the socket to close${codes}${why}`;
}

function refusedShown({ status, reason }: Refused): string {
  return status === 0 ? `no proper answer (${reason})` : `${status} ${reason}`.trim();
}

// Expectations of one client of a check. Each looks once the room has settled, then after each of the handler's timers until its
// time is up.

import type { Happened } from "../protocol/lesson.ts";
import type { CheckSession } from "./check-session.ts";
import {
  binaryMatcher,
  CheckFailure,
  type CloseExpected,
  closeMatcher,
  comparisonOf,
  describeControl,
  describeRefused,
  type Expectation,
  failureOf,
  itemOf,
  type JsonExpected,
  jsonMatcher,
  type Matcher,
  type Mismatch,
  matcherOf,
  payloadOf,
  type TextExpected,
  textMatcher,
  WireItem,
} from "./comparison.ts";
import type { ClientState, Closed, Frame, Message, Received } from "./connection.ts";
import { formatDuration } from "./format.ts";
import { describeFrame, type FrameExpected, matchesFrame } from "./frames.ts";
import { describeResponse, type ResponseExpected, responseMismatch } from "./http-response.ts";

export interface ExpectOptions {
  /** How long it may take, in ms of the room's clock. The default is 1,000. */
  readonly within?: number;
  /** One more sentence for the failure message. */
  readonly because?: string;
}

export interface MessageOptions extends ExpectOptions {
  /** Messages that may come first: all of them, or those for which this returns true. They are taken. */
  readonly skipping?: boolean | ((message: Message) => boolean);
}

export interface JsonOptions extends MessageOptions {
  /** Other keys may be present too. */
  readonly subset?: boolean;
}

export interface NothingOptions {
  /** For how long, on the room's clock. */
  readonly ms?: number;
  /** `pings`: messages may arrive. `anything`: no message, ping or pong. The default is `messages`. */
  readonly of?: "messages" | "pings" | "anything";
  readonly because?: string;
}

export interface Eventually {
  text(expected: TextExpected, options?: ExpectOptions): Promise<void>;
  binary(expected: Uint8Array, options?: ExpectOptions): Promise<void>;
  json(expected: JsonExpected, options?: Omit<JsonOptions, "skipping">): Promise<void>;
  close(expected?: number | CloseExpected, options?: ExpectOptions): Promise<void>;
}

/** The result of one look at an inbox. With neither a match nor `received`, the message may still arrive. */
interface Look {
  readonly matched: boolean;
  /** What arrived instead. */
  readonly received?: Received | Frame | undefined;
  readonly detail?: string;
  /** The last message that was skipped, and how many were. */
  readonly skipped?: { readonly last: Received; readonly count: number } | undefined;
  /** What is still missing, if that is not everything. */
  readonly description?: string;
}

const defaultWithinMs = 1_000;

/** Each call takes what it matches; the next one looks at what came after. Calls run in the order they were made. */
export class Expect {
  readonly #session: CheckSession;
  readonly #client: ClientState;
  /** As `text`, `binary`, `json` and `close`, but messages that come before are skipped and taken. */
  readonly eventually: Eventually;

  constructor(session: CheckSession, client: ClientState) {
    this.#session = session;
    this.#client = client;
    const skipping = true;
    this.eventually = {
      text: (expected, options) => this.text(expected, { ...options, skipping }),
      binary: (expected, options) => this.binary(expected, { ...options, skipping }),
      json: (expected, options) => this.json(expected, { ...options, skipping }),
      close: (expected = {}, options) => this.#message(closeMatcher(closeOf(expected)), { ...options, skipping }),
    };
  }

  /** The next message is this text, or matches it. */
  text(expected: TextExpected, options?: MessageOptions): Promise<void> {
    return this.#message(textMatcher(expected), options);
  }

  /** The next message is binary, with these bytes. */
  binary(expected: Uint8Array, options?: MessageOptions): Promise<void> {
    return this.#message(binaryMatcher(expected), options);
  }

  /** The next message is text that parses to this JSON value, or for which the function returns true. */
  json(expected: JsonExpected, options: JsonOptions = {}): Promise<void> {
    return this.#message(jsonMatcher(expected, options.subset === true), options);
  }

  /** The next messages are these, in any order: strings, patterns and bytes as they are, anything else as JSON. */
  inAnyOrder(values: readonly unknown[], options: ExpectOptions = {}): Promise<void> {
    const missing = values.map(matcherOf);
    const describe = (word: string) => missing.map((matcher) => matcher.description).join(word);
    return this.#until({ what: "any order", description: describe(" and ") }, options, () => {
      while (missing.length > 0) {
        const description = describe(" or ");
        const [message] = this.#client.inbox.messages();
        if (message === undefined) return { ...this.#notYet(), description };
        const at = missing.findIndex((matcher) => matcher.mismatch(message) === null);
        if (at < 0) return { matched: false, received: message, description };
        missing.splice(at, 1);
        this.#take(message);
      }
      return { matched: true };
    });
  }

  /**
   * Messages, pings and the close arrive in exactly this order: `[ping(), "hello", close(1000)]`. Strings, patterns and bytes
   * are messages, anything else is JSON. Pongs count only if the list has one.
   */
  inOrder(values: readonly unknown[], options: ExpectOptions = {}): Promise<void> {
    const missing = values.map(itemOf);
    const hasPong = values.some((value) => value instanceof WireItem && value.kind === "pong");
    const description = missing.map((item) => item.description).join(", then ");
    return this.#until({ what: "in order", description }, options, () => {
      for (const item of this.#client.inbox.inOrder(hasPong)) {
        const [next] = missing;
        if (next === undefined) break;
        if (!next.matches(item)) return { matched: false, received: item, description: next.description };
        missing.shift();
        this.#take(item);
      }
      return missing[0] === undefined ? { matched: true } : { ...this.#notYet(), description: missing[0].description };
    });
  }

  /** The next frame, of any kind, with these properties. Frames are a second view: its message remains to be expected. */
  frame(expected: FrameExpected, options: ExpectOptions = {}): Promise<void> {
    const description = describeFrame(expected);
    return this.#until({ what: "frame", description }, options, () => {
      const [frame] = this.#client.frames;
      if (frame === undefined) return this.#notYet();
      if (!matchesFrame(frame, expected)) return { matched: false, received: { kind: "frame", ...frame } };
      this.#client.frames.shift();
      return { matched: true };
    });
  }

  /** The handler chose this subprotocol; null for none. */
  protocol(expected: string | null): Promise<void> {
    const describe = (name: string) => (name === "" ? "no subprotocol" : `the subprotocol "${name}"`);
    const expectation = { what: "protocol", description: describe(expected ?? "") };
    return this.#session.expect(async () => {
      this.#requireConnected(expectation);
      const chosen = this.#client.connection?.ws.protocol ?? "";
      const met = chosen === (expected ?? "");
      this.#record(expectation, met);
      const text = describe(chosen);
      if (!met) throw this.#failure(expectation, `received ${text}`, { kind: "received", text });
    });
  }

  /** A ping, with this payload if given. */
  ping(data?: string | Uint8Array, options?: ExpectOptions): Promise<void> {
    return this.#control("ping", data, options);
  }

  /** A pong, with this payload if given. */
  pong(data?: string | Uint8Array, options?: ExpectOptions): Promise<void> {
    return this.#control("pong", data, options);
  }

  /** The socket closes, with this code and reason if given, and no message comes before that. */
  close(
    expected: number | CloseExpected = {},
    more: string | RegExp | ExpectOptions = {},
    options: ExpectOptions = {},
  ): Promise<void> {
    const hasReason = typeof more === "string" || more instanceof RegExp;
    const matcher = closeMatcher({ ...closeOf(expected), ...(hasReason && { reason: more }) });
    return this.#message(matcher, hasReason ? options : more);
  }

  /** The socket is still open. */
  open(options: ExpectOptions = {}): Promise<void> {
    const description = "the socket to stay open";
    return this.#until({ what: "open", description }, { ...options, within: 0 }, () => {
      const { closed } = this.#client.inbox;
      return { matched: closed === undefined, received: closed };
    });
  }

  /** The handler refused the upgrade, with this HTTP status, these headers and this body if given. */
  refused(expected: number | ResponseExpected = {}, { because }: Pick<ExpectOptions, "because"> = {}): Promise<void> {
    const described = describeResponse(expected);
    const description = described === "" ? "the upgrade to be refused" : `the upgrade to be refused with ${described}`;
    const expectation = { what: "refused", description };
    return this.#session.expect(async () => {
      const { refused } = this.#client;
      const mismatch = refused === null ? "" : responseMismatch(refused, expected);
      this.#record(expectation, mismatch === null);
      if (mismatch === null) return;
      if (refused === null)
        throw this.#failure(expectation, "it was accepted", { kind: "accepted", text: "" }, because);
      const text = describeRefused(refused);
      const detail = mismatch === "" ? "" : `: ${mismatch}`;
      throw this.#failure(expectation, `it was refused with ${text}${detail}`, { kind: "refused", text }, because);
    });
  }

  /** No message arrives, and the socket stays open. With `of: "pings"`, no ping arrives. */
  nothing({ ms = 0, of = "messages", because }: NothingOptions = {}): Promise<void> {
    const what = of === "pings" ? "no ping" : "nothing";
    const description = ms === 0 ? what : `${what} for ${formatDuration(ms)}`;
    const { inbox } = this.#client;
    const find = () => {
      if (of === "pings") return inbox.control("ping");
      const control = of === "anything" ? (inbox.control("ping") ?? inbox.control("pong")) : undefined;
      return inbox.messages()[0] ?? control ?? inbox.closed;
    };
    return this.#never({ what: "nothing", description }, ms, because, find);
  }

  #message(matcher: Matcher, options: MessageOptions = {}): Promise<void> {
    let skipped: Look["skipped"];
    return this.#until(matcher, options, () => {
      for (const message of this.#client.inbox.messages()) {
        const detail = matcher.mismatch(message);
        if (detail === null) return this.#take(message);
        if (!maySkip(message, options.skipping)) return { matched: false, received: message, detail };
        this.#take(message);
        skipped = { last: message, count: (skipped?.count ?? 0) + 1 };
      }
      return { ...this.#notYet(), skipped };
    });
  }

  #control(kind: "ping" | "pong", data: string | Uint8Array | undefined, options: ExpectOptions = {}): Promise<void> {
    const bytes = payloadOf(data);
    return this.#until({ what: kind, description: describeControl(kind, bytes) }, options, () => {
      const control = this.#client.inbox.control(kind);
      if (control === undefined) return this.#notYet();
      const matches = bytes === null || bytes.equals(control.data);
      return matches ? this.#take(control) : { matched: false, received: control };
    });
  }

  #take(item: Received): Look {
    this.#client.inbox.take(item);
    return { matched: true };
  }

  /** Nothing to look at yet; once the socket has closed, nothing will come. */
  #notYet(): Look {
    return { matched: false, received: this.#client.inbox.closed };
  }

  /** Looks until `look` finds a match or something else, or the time is up. */
  #until(expected: Expectation, options: ExpectOptions, look: () => Look): Promise<void> {
    const { room } = this.#session;
    const withinMs = options.within ?? defaultWithinMs;
    return this.#session.expect(async () => {
      this.#requireConnected(expected, options.because);
      const until = room.nowMs + withinMs;
      const seen = await this.#look(until, look, ({ matched, received }) => matched || received !== undefined);
      const mismatch = { ...expected, ...withSkipped(seen), withinMs };
      // Without a pending timer the clock need not move for the result to be certain: the deadline is its time.
      const isSilent = !seen.matched && seen.received === undefined;
      this.#record(expected, seen.matched, mismatch, isSilent ? until : undefined);
      if (!seen.matched) throw failureOf(mismatch, this.#client, options.because);
      this.#client.replied();
    });
  }

  /** Looks until `find` finds something, which fails, or `ms` have passed. */
  #never(expected: Expectation, ms: number, because: string | undefined, find: () => Received | undefined) {
    const { room } = this.#session;
    return this.#session.expect(async () => {
      this.#requireConnected(expected, because);
      const until = room.nowMs + ms;
      let received = await this.#look(until, find, (found) => found !== undefined);
      if (received === undefined && room.nowMs < until) await room.advance(until - room.nowMs);
      received ??= find();
      const mismatch = { ...expected, received, withinMs: ms };
      this.#record(expected, received === undefined, mismatch);
      if (received !== undefined) throw failureOf(mismatch, this.#client, because);
    });
  }

  /** Looks once the room has settled, and again after each step, until it is done or the time is up. */
  async #look<Found>(untilMs: number, look: () => Found, isDone: (found: Found) => boolean): Promise<Found> {
    const { room } = this.#session;
    const step = room.stepper(untilMs);
    for (;;) {
      await room.settle();
      const found = look();
      if (isDone(found) || !(await step())) return found;
    }
  }

  #requireConnected(expected: Expectation, because?: string): void {
    const { refused } = this.#client;
    if (refused === null) return;
    const text = describeRefused(refused);
    throw this.#failure(expected, `the upgrade was refused with ${text}`, { kind: "refused", text }, because);
  }

  #failure({ description }: Expectation, outcome: string, happened: Happened, because?: string): CheckFailure {
    return new CheckFailure(`${this.#client.name} expected ${description} but ${outcome}.`, happened, because);
  }

  #record({ what, description: text }: Expectation, met: boolean, mismatch?: Mismatch, atMs?: number): void {
    const compared = met || mismatch === undefined ? undefined : comparisonOf(mismatch);
    const { name: client } = this.#client;
    this.#session.record({ client, kind: "expected", what, text, met, ...(compared && { compared }) }, atMs);
  }
}

/** When nothing matched in time, the last message that was skipped says more than `nothing`. */
function withSkipped(seen: Look): Look {
  const { matched, received, skipped } = seen;
  if (matched || received !== undefined || skipped === undefined) return seen;
  const detail = skipped.count === 1 ? "" : `the last of ${skipped.count} messages`;
  return { ...seen, received: skipped.last, detail };
}

function closeOf(expected: number | CloseExpected): CloseExpected {
  return typeof expected === "number" ? { code: expected } : expected;
}

function maySkip(message: Message | Closed, skipping: MessageOptions["skipping"]): boolean {
  if (message.kind === "close" || skipping === undefined || skipping === false) return false;
  return skipping === true || skipping(message);
}

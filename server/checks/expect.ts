// What a check expects one client to receive. Each expectation looks once the room has settled, then after each of the
// handler's timers until its time is up.

import { AssertionError } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { CheckSession } from "./check-session.ts";
import type { ClientState, Closed, Message, Received } from "./connection.ts";
import {
  CheckFailure,
  comparisonOf,
  describeRefused,
  type Expectation,
  failureOf,
  formatBytes,
  formatDuration,
  formatHex,
  formatPayload,
  type Mismatch,
  quote,
  sentenceCharacters,
  truncate,
} from "./failure.ts";

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
  /** `anything`: no ping or pong either. */
  readonly of?: "messages" | "anything";
  readonly because?: string;
}

/** The result of one look at an inbox. With neither a match nor `received`, the message may still arrive. */
interface Look {
  readonly matched: boolean;
  /** What arrived instead. */
  readonly received?: Received | undefined;
  readonly detail?: string;
  /** What is still missing, if that is not everything. */
  readonly description?: string;
}

const defaultWithinMs = 1_000;

/** Each call takes what it matches; the next one looks at what came after. Calls run in the order they were made. */
export class Expect {
  readonly #session: CheckSession;
  readonly #client: ClientState;

  constructor(session: CheckSession, client: ClientState) {
    this.#session = session;
    this.#client = client;
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
    const description = missing.map((matcher) => matcher.description).join(" and ");
    return this.#until({ what: "any order", description }, options, () => this.#takeMatching(missing));
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
    const base = typeof expected === "number" ? { code: expected } : expected;
    const close: CloseExpected = hasReason ? { ...base, reason: more } : base;
    return this.#until({ what: "close", description: describeClose(close) }, hasReason ? options : more, () => {
      const [message] = this.#client.inbox.messages();
      if (message === undefined) return this.#notYet();
      if (message.kind !== "close" || !matchesClose(message, close)) return { matched: false, received: message };
      return this.#take(message);
    });
  }

  /** The socket is still open. */
  open(options: ExpectOptions = {}): Promise<void> {
    const description = "the socket to stay open";
    return this.#until({ what: "open", description }, { ...options, within: 0 }, () => {
      const { closed } = this.#client.inbox;
      return { matched: closed === undefined, received: closed };
    });
  }

  /** The handler refused the upgrade, with this HTTP status if given. */
  refused(status?: number): Promise<void> {
    const description = status === undefined ? "the upgrade to be refused" : `the upgrade to be refused with ${status}`;
    return this.#session.expect(async () => {
      const { refused } = this.#client;
      const met = refused !== null && [undefined, refused.status].includes(status);
      this.#record({ what: "refused", description }, met);
      if (met) return;
      const text = describeRefused(refused);
      const outcome = refused === null ? "it was accepted" : `it was refused with ${text}`;
      const happened =
        refused === null ? ({ kind: "accepted", text: "" } as const) : ({ kind: "refused", text } as const);
      throw new CheckFailure(`${this.#client.name} expected ${description} but ${outcome}.`, happened);
    });
  }

  /** No message arrives, and the socket stays open. */
  nothing({ ms = 0, of = "messages", because }: NothingOptions = {}): Promise<void> {
    const description = ms === 0 ? "nothing" : `nothing for ${formatDuration(ms)}`;
    const { inbox } = this.#client;
    const find = () => {
      const control = of === "anything" ? (inbox.control("ping") ?? inbox.control("pong")) : undefined;
      return inbox.messages()[0] ?? control ?? inbox.closed;
    };
    return this.#never({ what: "nothing", description }, ms, because, find);
  }

  #message(matcher: Matcher, options: MessageOptions = {}): Promise<void> {
    return this.#until(matcher, options, () => {
      for (const message of this.#client.inbox.messages()) {
        const detail = matcher.mismatch(message);
        if (detail === null) return this.#take(message);
        if (!maySkip(message, options.skipping)) return { matched: false, received: message, detail };
        this.#take(message);
      }
      return this.#notYet();
    });
  }

  #control(kind: "ping" | "pong", data: string | Uint8Array | undefined, options: ExpectOptions = {}): Promise<void> {
    const bytes = data === undefined ? null : Buffer.from(data);
    const description = bytes === null || bytes.length === 0 ? `a ${kind}` : `a ${kind} with ${formatPayload(bytes)}`;
    return this.#until({ what: kind, description }, options, () => {
      const control = this.#client.inbox.control(kind);
      if (control === undefined) return this.#notYet();
      const matches = bytes === null || bytes.equals(control.data);
      return matches ? this.#take(control) : { matched: false, received: control };
    });
  }

  /** Takes messages as long as each matches one of `missing`, and removes the matcher. */
  #takeMatching(missing: Matcher[]): Look {
    while (missing.length > 0) {
      const description = missing.map((matcher) => matcher.description).join(" or ");
      const [message] = this.#client.inbox.messages();
      if (message === undefined) return { ...this.#notYet(), description };
      const at = missing.findIndex((matcher) => matcher.mismatch(message) === null);
      if (at < 0) return { matched: false, received: message, description };
      missing.splice(at, 1);
      this.#take(message);
    }
    return { matched: true };
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
      this.#requireConnected(expected);
      const until = room.nowMs + withinMs;
      const seen = await this.#look(until, look, ({ matched, received }) => matched || received !== undefined);
      const mismatch = { ...expected, ...seen, withinMs };
      // Without a pending timer the clock need not move for the result to be certain: the deadline is its time.
      const isSilent = !seen.matched && seen.received === undefined;
      this.#record(expected, seen.matched, mismatch, isSilent ? until : undefined);
      if (!seen.matched) throw failureOf(mismatch, this.#client.name, this.#client.cause, options.because);
      this.#client.replied();
    });
  }

  /** Looks until `find` finds something, which fails, or `ms` have passed. */
  #never(expected: Expectation, ms: number, because: string | undefined, find: () => Received | undefined) {
    const { room } = this.#session;
    return this.#session.expect(async () => {
      this.#requireConnected(expected);
      const until = room.nowMs + ms;
      let received = await this.#look(until, find, (found) => found !== undefined);
      if (received === undefined && room.nowMs < until) await room.advance(until - room.nowMs);
      received ??= find();
      const mismatch = { ...expected, received, withinMs: ms };
      this.#record(expected, received === undefined, mismatch);
      if (received !== undefined) throw failureOf(mismatch, this.#client.name, this.#client.cause, because);
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

  #requireConnected({ description }: Expectation): void {
    const { name, refused } = this.#client;
    if (refused === null) return;
    const text = describeRefused(refused);
    const sentence = `${name} expected ${description} but the upgrade was refused with ${text}.`;
    throw new CheckFailure(sentence, { kind: "refused", text });
  }

  #record({ what, description: text }: Expectation, met: boolean, mismatch?: Mismatch, atMs?: number): void {
    const compared = met || mismatch === undefined ? undefined : comparisonOf(mismatch);
    const { name: client } = this.#client;
    this.#session.record({ client, kind: "expected", what, text, met, ...(compared && { compared }) }, atMs);
  }
}

function maySkip(message: Message | Closed, skipping: MessageOptions["skipping"]): boolean {
  if (message.kind === "close" || skipping === undefined || skipping === false) return false;
  return skipping === true || skipping(message);
}

interface Matcher extends Expectation {
  /** Null for a match; otherwise a difference that is hard to see, or an empty string. */
  mismatch(message: Message | Closed): string | null;
}

type TextExpected = string | RegExp | ((text: string) => boolean);
/** A value that the JSON must equal, or a function that judges it. */
type JsonExpected = unknown;

export interface CloseExpected {
  readonly code?: number | readonly number[];
  readonly reason?: string | RegExp;
}

export function textMatcher(expected: TextExpected): Matcher {
  return {
    what: "text",
    description: describeText(expected),
    ...(typeof expected === "string" && { exact: { kind: "text", expected, subset: false } }),
    mismatch(message) {
      if (message.kind !== "text") return "";
      const { text } = message;
      if (typeof expected === "string") return text === expected ? null : textDifference(text, expected);
      if (expected instanceof RegExp) return text.search(expected) >= 0 ? null : "";
      return mismatchOf(() => expected(text));
    },
  };
}

export function binaryMatcher(expected: Uint8Array): Matcher {
  return {
    what: "binary",
    description: `a binary message (${formatBytes(expected)})`,
    exact: { kind: "bytes", expected: formatHex(expected), subset: false },
    mismatch: (message) => (message.kind === "binary" && Buffer.from(message.data).equals(expected) ? null : ""),
  };
}

/** `subset`: keys that are not named may be present too. */
export function jsonMatcher(expected: JsonExpected, subset: boolean): Matcher {
  const isFunction = typeof expected === "function";
  return {
    what: "json",
    description: isFunction ? "matching JSON" : `JSON ${subset ? "with " : ""}${formatJson(expected)}`,
    ...(!isFunction && { exact: { kind: "json", expected: JSON.stringify(expected) ?? "", subset } }),
    mismatch(message) {
      if (message.kind !== "text") return "";
      const parsed = parseJson(message.text);
      if (!parsed.ok) return "it is not valid JSON";
      if (isFunction) return mismatchOf(() => expected(parsed.value));
      const fits = subset ? contains(parsed.value, expected) : isDeepStrictEqual(parsed.value, expected);
      return fits ? null : jsonDifference(parsed.value, expected);
    },
  };
}

/** A value of a list of expectations: text, a pattern, bytes, or anything else as JSON. */
function matcherOf(value: unknown): Matcher {
  if (typeof value === "string" || value instanceof RegExp) return textMatcher(value);
  return value instanceof Uint8Array ? binaryMatcher(value) : jsonMatcher(value, false);
}

function matchesClose({ code, reason }: Closed, expected: CloseExpected): boolean {
  if (expected.code !== undefined && ![expected.code].flat().includes(code)) return false;
  if (expected.reason === undefined) return true;
  return typeof expected.reason === "string" ? reason === expected.reason : reason.search(expected.reason) >= 0;
}

/** `the socket to close with 1000 "bye"`. */
export function describeClose({ code, reason }: CloseExpected): string {
  const codes = code === undefined ? "" : ` with ${[code].flat().join(" or ")}`;
  const why = reason === undefined ? "" : ` ${typeof reason === "string" ? `"${reason}"` : `matching ${reason}`}`;
  return `the socket to close${codes}${why}`;
}

function describeText(expected: TextExpected): string {
  if (typeof expected === "string") return `text ${quote(expected)}`;
  return expected instanceof RegExp ? `text matching ${expected}` : "matching text";
}

function formatJson(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return truncate(text, sentenceCharacters);
}

/** Long texts may look alike, so name the place where they differ. */
function textDifference(text: string, expected: string): string {
  if (text.length <= 40 && expected.length <= 40) return "";
  let at = 0;
  while (at < text.length && text[at] === expected[at]) at++;
  return `the first difference is at character ${at + 1}`;
}

function jsonDifference(value: unknown, expected: unknown, path = ""): string {
  if (isObject(value) && isObject(expected)) {
    const key = Object.keys(expected).find((name) => !isDeepStrictEqual(value[name], expected[name]));
    if (key !== undefined) return jsonDifference(value[key], expected[key], `${path}.${key}`);
    const extra = Object.keys(value).find((name) => !(name in expected));
    if (extra !== undefined) return `\`${path}.${extra}\` should not be there`;
  }
  return path === "" ? "" : `\`${path}\` should be ${formatJson(expected)}`;
}

function contains(value: unknown, expected: unknown): boolean {
  if (!isObject(expected)) return isDeepStrictEqual(value, expected);
  return isObject(value) && Object.keys(expected).every((name) => contains(value[name], expected[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** Runs a check's own function, which rejects by returning false or by a failed assertion. */
function mismatchOf(judge: () => unknown): string | null {
  try {
    return judge() === false ? "" : null;
  } catch (error) {
    if (error instanceof AssertionError) return error.message.split("\n")[0] ?? "";
    throw error;
  }
}

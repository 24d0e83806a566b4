// What a check expects one client to get.
import { type CloseExpected, closesAs, closeWanted } from "./closing.ts";
import type { Expectation, ExpectOptions, Look } from "./expectation.ts";
import {
  type Expected,
  expectedBinary,
  expectedJson,
  expectedOf,
  expectedText,
  type JsonExpected,
  type TextExpected,
} from "./expected.ts";
import { duration, payloadShown } from "./printable.ts";
import type { Closed, Inbox, Message } from "./received.ts";

export interface MessageOptions extends ExpectOptions {
  /** Messages that may come before: all of them, or those this is true for. They are taken. */
  readonly skipping?: boolean | ((message: Message) => boolean);
}

export interface JsonOptions extends MessageOptions {
  /** Other keys may be there too. */
  readonly subset?: boolean;
}

export interface NothingOptions {
  /** For how long, on the room's clock. */
  readonly ms?: number;
  /** `anything`: no ping or pong either. */
  readonly of?: "messages" | "anything";
  readonly because?: string;
}

/** Each call takes what it finds; the next one looks at what came after. Calls are answered in the order they were made. */
export class Expect {
  readonly #inbox: Inbox;
  readonly #meeting: Expectation;

  constructor(inbox: Inbox, meeting: Expectation) {
    this.#inbox = inbox;
    this.#meeting = meeting;
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
    const wanted = missing.map((expected) => expected.wanted).join(" and ");
    return this.#meeting.meet({ what: "any order", wanted }, options, () => this.#takeFitting(missing));
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
    const close: CloseExpected = hasReason ? { ...base, reason: more } : base;
    return this.#meeting.meet({ what: "close", wanted: closeWanted(close) }, hasReason ? options : more, () => {
      const [message] = this.#inbox.messages();
      if (message === undefined) return this.#waiting();
      if (message.kind !== "close" || !closesAs(message, close)) return { met: false, came: message };
      this.#inbox.take(message);
      return { met: true };
    });
  }

  /** The socket is still open. */
  open(options: ExpectOptions = {}): Promise<void> {
    const wanted = "the socket to stay open";
    return this.#meeting.meet({ what: "open", wanted }, { ...options, within: 0 }, () => {
      const { closed } = this.#inbox;
      return closed === undefined ? { met: true } : { met: false, came: closed };
    });
  }

  /** The handler refused the upgrade, with this HTTP status. */
  refused(status?: number): Promise<void> {
    const wanted = status === undefined ? "the upgrade to be refused" : `the upgrade to be refused with ${status}`;
    return this.#meeting.refused({ what: "refused", wanted }, (refused) =>
      [undefined, refused.status].includes(status),
    );
  }

  /** No message comes, and the socket stays open. */
  nothing({ ms = 0, of = "messages", because }: NothingOptions = {}): Promise<void> {
    const wanted = ms === 0 ? "nothing" : `nothing for ${duration(ms)}`;
    return this.#meeting.miss({ what: "nothing", wanted }, ms, because, () => {
      const inbox = this.#inbox;
      const control = of === "anything" ? (inbox.control("ping") ?? inbox.control("pong")) : undefined;
      return inbox.messages()[0] ?? control ?? inbox.closed;
    });
  }

  #message(expected: Expected, options: MessageOptions = {}): Promise<void> {
    return this.#meeting.meet(expected, options, () => {
      for (const message of this.#inbox.messages()) {
        const detail = expected.mismatch(message);
        if (detail !== null && !maySkip(message, options.skipping)) return { met: false, came: message, detail };
        this.#inbox.take(message);
        if (detail === null) return { met: true };
      }
      return this.#waiting();
    });
  }

  #control(kind: "ping" | "pong", data: string | Uint8Array | undefined, options: ExpectOptions = {}): Promise<void> {
    const bytes = data === undefined ? null : Buffer.from(data);
    const wanted = bytes === null || bytes.length === 0 ? `a ${kind}` : `a ${kind} with ${payloadShown(bytes)}`;
    return this.#meeting.meet({ what: kind, wanted }, options, () => {
      const control = this.#inbox.control(kind);
      if (control === undefined) return this.#waiting();
      const fits = bytes === null || bytes.equals(control.data);
      if (!fits) return { met: false, came: control, detail: `it carries ${payloadShown(control.data)}` };
      this.#inbox.take(control);
      return { met: true };
    });
  }

  /** Takes what fits one of `missing` out of both, as long as the next message does. */
  #takeFitting(missing: Expected[]): Look {
    while (missing.length > 0) {
      const wanted = missing.map((expected) => expected.wanted).join(" or ");
      const [message] = this.#inbox.messages();
      if (message === undefined) return { ...this.#waiting(), wanted };
      const at = missing.findIndex((expected) => expected.mismatch(message) === null);
      if (at < 0) return { met: false, came: message, wanted };
      missing.splice(at, 1);
      this.#inbox.take(message);
    }
    return { met: true };
  }

  /** Nothing to look at yet; once the socket is closed, nothing will come. */
  #waiting(): Look {
    const { closed } = this.#inbox;
    return closed === undefined ? { met: false } : { met: false, came: closed };
  }
}

function maySkip(message: Message | Closed, skipping: MessageOptions["skipping"]): boolean {
  if (message.kind === "close" || skipping === undefined || skipping === false) return false;
  return skipping === true || skipping(message);
}

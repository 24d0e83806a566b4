// The API of a lesson's checks.ts, imported as "ws101/checks", and the loader of such files.
import { AsyncLocalStorage } from "node:async_hooks";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import type { CheckSession, Write } from "./check-session.ts";
import { CheckFailure } from "./comparison.ts";
import type { ClientState, Received, SeenFrame } from "./connection.ts";
import { Expect } from "./expect.ts";
import { formatBytes, formatPayload, quote } from "./format.ts";
import { describeFrame, encodeFrame, type FrameToSend } from "./frames.ts";
import {
  describeResponse,
  type HandshakeOptions,
  type HttpResponse,
  type ResponseExpected,
  responseMismatch,
} from "./http-response.ts";
import type { Clock, RoomControl } from "./room-control.ts";

export { type CloseExpected, close, fail, ping, pong } from "./comparison.ts";
export type { Received, SeenFrame } from "./connection.ts";
export type { Eventually, ExpectOptions, JsonOptions, MessageOptions, NothingOptions } from "./expect.ts";
export type { FrameExpected, FrameToSend } from "./frames.ts";
export type { HandshakeOptions, HttpResponse, ResponseExpected } from "./http-response.ts";
export { Clock, type Span } from "./room-control.ts";

export interface ConnectOptions {
  /** Appended to the room's own path, for example `/chat`. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** In addition to those of a browser. `null` leaves one of these out: `{ origin: null }`. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly protocols?: readonly string[];
  /** Replaces the next letter. */
  readonly name?: string;
}

export interface CheckContext {
  /** Connects a new client to this check's room. Never throws: `expect.refused(status)` tests for a refusal. */
  connect(options?: ConnectOptions): Promise<Client>;
  /** Connects this many clients, one after the other. A name is followed by the client's number. */
  connectMany(count: number, options?: ConnectOptions): Promise<Client[]>;
  /**
   * Sends a handshake as the check writes it, correct or not: `await handshake({ headers: { Upgrade: null } })`. A connection
   * that comes of it stays open, and silent, until the check ends.
   */
  handshake(options?: HandshakeOptions): Promise<Handshake>;
  readonly clock: Clock;
  /** Asks the handler to stop, and starts it again. */
  readonly room: RoomControl;
  /** Plays the server for the learner's `client(dial)`, which the first call starts. */
  readonly accept: Accept;
  /** The origin of the page that clients seem to come from, as in their `Origin` header: `https://ws101.example`. */
  readonly origin: string;
}

export type CheckFunction = (context: CheckContext) => Promise<void> | void;

/** Tests one behaviour in a fresh room. It must contain an expectation. */
export function check(title: string, run: CheckFunction): void {
  const register = registering.getStore();
  if (register === undefined) throw new Error(`check("${title}") was called outside a checks.ts loaded by ws101.`);
  register(title, run);
}

type Register = (title: string, run: CheckFunction) => void;

/** The registration of the file being loaded. It follows async calls, so files can be loaded in parallel. */
const registering = new AsyncLocalStorage<Register>();

export interface Check {
  /** Derived from the title: lower-case words joined by hyphens; unique in its file. */
  readonly id: string;
  readonly title: string;
  readonly run: CheckFunction;
}

/** How often each file has been loaded. */
const loads = new Map<string, number>();

/**
 * Loads the file, bypassing the module cache. Throws what the file throws, and for no checks or duplicate titles. Its URL differs
 * from load to load and not from process to process, so that Node's compile cache knows it.
 */
export async function loadChecks(checksFile: string): Promise<Check[]> {
  const load = (loads.get(checksFile) ?? 0) + 1;
  loads.set(checksFile, load);
  const hooks = resolveApi();
  try {
    return await collectChecks(() => import(`${pathToFileURL(checksFile).href}?${load}`));
  } finally {
    hooks.deregister();
  }
}

/** What `load` registers with `check`. */
export async function collectChecks(load: () => Promise<unknown>): Promise<Check[]> {
  const checks: Check[] = [];
  const register: Register = (title, run) => {
    const id = idOf(title);
    if (id === "") throw new Error("A check has no title. Describe what the handler does.");
    if (checks.some((other) => other.id === id)) throw new Error(`Two checks are called "${title}". Rename one.`);
    checks.push({ id, title, run });
  };
  await registering.run(register, load);
  if (checks.length === 0) throw new Error("There is no check in this file: call check(title, run).");
  return checks;
}

function idOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

/** Lessons may be outside this package, where Node cannot resolve `ws101/checks`. */
function resolveApi(): { deregister(): void } {
  const { url } = import.meta;
  const format = url.endsWith(".ts") ? "module-typescript" : "module";
  return registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "ws101/checks" ? { url, format, shortCircuit: true } : next(specifier, context),
  });
}

/** Only `expect.…` and `received()` need to be awaited: everything happens in the order it was written. */
export class Client {
  /** `A`, `B`, … in the order they connected, or the name given to `connect`. */
  readonly name: string;
  readonly expect: Expect;
  readonly #session: CheckSession;
  readonly #state: ClientState;

  constructor(session: CheckSession, state: ClientState) {
    this.name = state.name;
    this.expect = new Expect(session, state);
    this.#session = session;
    this.#state = state;
  }

  /** The subprotocol that the handler chose; empty if none. */
  get protocol(): string {
    return this.#state.connection?.ws.protocol ?? "";
  }

  /** The HTTP response to its handshake: the 101, or the refusal. Null if there was none. */
  get response(): HttpResponse | null {
    const { connection, refused } = this.#state;
    return connection?.response ?? (refused?.status === 0 ? null : refused);
  }

  /** The response if the handler refused the upgrade; null if it accepted. `expect.refused` tests for it. */
  get refused(): HttpResponse | null {
    return this.#state.refused;
  }

  /** When true, this client does not answer pings, as if its cable had been pulled. */
  get silent(): boolean {
    return this.#state.connection?.silent ?? false;
  }

  set silent(value: boolean) {
    if (this.#state.connection !== null) this.#state.connection.silent = value;
  }

  /** A string is sent as text, bytes as binary, anything else as JSON text. */
  send(data: unknown): void {
    const message = typeof data === "string" || data instanceof Uint8Array ? data : JSON.stringify(data);
    const what = typeof message === "string" ? "text" : "binary";
    const text = typeof message === "string" ? message : formatBytes(message, 400);
    const action = `sent ${describeMessage(message)}`;
    this.#write({ what, text, action, bytes: message.length, write: ({ ws }) => ws.send(message) });
  }

  /** One message in as many frames as there are parts. */
  sendFragments(parts: readonly string[] | readonly Uint8Array[]): void {
    const text = parts.map((part) => describeMessage(part)).join(" + ");
    this.#write({
      what: `${parts.length} fragments`,
      text,
      action: `sent ${text} in ${parts.length} fragments`,
      bytes: parts.reduce((sum, part) => sum + part.length, 0),
      write: ({ ws }) => {
        const binary = typeof parts[0] !== "string";
        for (const [index, part] of parts.entries()) ws.send(part, { binary, fin: index === parts.length - 1 });
      },
    });
  }

  ping(data: string | Uint8Array = ""): void {
    this.#write({ ...describeControl("ping", data), write: ({ ws }) => ws.ping(Buffer.from(data)) });
  }

  /** An unsolicited pong; pings are answered automatically. */
  pong(data: string | Uint8Array = ""): void {
    this.#write({ ...describeControl("pong", data), write: ({ ws }) => ws.pong(Buffer.from(data)) });
  }

  /** Bytes outside any frame, for what no correct client sends. */
  raw(bytes: Uint8Array): void {
    const text = formatBytes(bytes);
    const action = `sent raw bytes (${text})`;
    this.#write({ what: "raw", text, action, bytes: bytes.length, write: ({ socket }) => socket.write(bytes) });
  }

  /** One frame, correct or not: `a.frame({ opcode: "text", fin: false, payload: "He" })`. */
  frame(frame: FrameToSend): void {
    const { fin = true, rsv1 = false, mask = true, payload = "" } = frame;
    const flaws = [rsv1 && "with RSV1", !mask && "unmasked"].filter((flaw) => flaw !== false);
    const text = [describeFrame({ ...frame, fin, payload }), ...flaws].join(", ");
    const bytes = encodeFrame(frame);
    const action = `sent ${text}`;
    this.#write({ what: "frame", text, action, bytes: bytes.length, write: ({ socket }) => socket.write(bytes) });
  }

  close(code?: number, reason?: string): void {
    const text = [code, reason].filter((part) => part !== undefined).join(" ");
    const action = text === "" ? "closed its socket" : `closed its socket with ${text}`;
    this.#write({ what: "close", text, action, bytes: 8, optional: true, write: ({ ws }) => ws.close(code, reason) });
  }

  /** Cuts the connection without a close frame. */
  terminate(): void {
    this.#write({ what: "cut", action: "was cut off", optional: true, write: (to) => to.terminate() });
  }

  /** Stops reading until `resume`, so that what the handler sends queues up. */
  pause(): void {
    this.#write({ what: "pause", action: "stopped reading", isLast: true, write: (to) => to.pause() });
  }

  /** Accepts this many messages, those that are held first, and then stops reading again. */
  read(messages: number): void {
    const text = `${messages} message${messages === 1 ? "" : "s"}`;
    this.#write({ what: "read", text, action: `read ${text}`, isLast: true, write: (to) => to.read(messages) });
  }

  resume(): void {
    this.#write({ what: "resume", action: "resumed reading", isLast: true, write: (to) => to.resume() });
  }

  /** Takes everything that no expectation has taken yet, once the room has settled. */
  received(): Promise<Received[]> {
    return this.#session.read(() => this.#state.inbox.takeAll());
  }

  /** Takes the frames that no `expect.frame` has taken yet, once the room has settled. */
  frames(): Promise<SeenFrame[]> {
    return this.#session.read(() => this.#state.frames.splice(0));
  }

  /** Bytes that the handler has sent and the server holds, because this client is paused. A paused client takes none at all. */
  held(): Promise<number> {
    return this.#waiting("held");
  }

  /**
   * Bytes that this client has sent and the handler, which has stopped reading, has not received; 0 while it reads. Messages
   * sent together with the one that made it stop may be with the handler already: await something in between.
   */
  unread(): Promise<number> {
    return this.#waiting("unread");
  }

  #waiting(what: "held" | "unread"): Promise<number> {
    return this.#session.read(() => {
      const { connection, gone, waiting } = this.#state;
      const bytes = connection === null || gone || connection.ended ? 0 : waiting[what];
      this.#session.record({ client: this.name, kind: "note", what, text: `${bytes} bytes` });
      return bytes;
    });
  }

  #write(write: Omit<Write, "client">): void {
    this.#session.send({ ...write, client: this.#state });
  }
}

/** The response to a handshake that a check wrote by hand. */
export class Handshake implements HttpResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly #session: CheckSession;

  constructor(session: CheckSession, { status, reason, headers, body }: HttpResponse) {
    this.#session = session;
    this.status = status;
    this.reason = reason;
    this.headers = headers;
    this.body = body;
  }

  /** The response has this status, these headers and this body. */
  expect(expected: number | ResponseExpected): Promise<void> {
    const text = `the response ${describeResponse(expected)}`;
    return this.#session.expect(async () => {
      const mismatch = responseMismatch(this, expected);
      this.#session.record({ client: null, kind: "expected", what: "response", text, met: mismatch === null });
      if (mismatch === null) return;
      const received = `${this.status} ${this.reason}`.trim();
      const more = mismatch === "" ? "" : `: ${mismatch}`;
      const sentence = `The check sent a handshake and expected ${text} but received ${received}${more}.`;
      throw new CheckFailure(sentence, { kind: this.status === 101 ? "accepted" : "refused", text: received });
    });
  }
}

export interface AcceptOptions {
  /** Refuses the connection with this HTTP status; `dial()` then rejects. */
  readonly refuse?: number;
  /** How long the client may take to connect, in ms on the room's clock. Default: 60,000. */
  readonly withinMs?: number;
}

/** The server's end of a connection that the learner's client has opened. */
export class AcceptedClient extends Client {
  /** As the client passed it to `dial`; `/` by default. */
  readonly url: string;

  constructor(session: CheckSession, state: ClientState, url: string) {
    super(session, state);
    this.url = url;
  }
}

export interface Accept {
  (options: AcceptOptions & { readonly refuse: number }): Promise<{ readonly url: string }>;
  (options?: AcceptOptions): Promise<AcceptedClient>;
}

function describeMessage(message: string | Uint8Array): string {
  return typeof message === "string" ? quote(message) : `a binary message (${formatBytes(message)})`;
}

function describeControl(what: "ping" | "pong", data: string | Uint8Array): Omit<Write, "client" | "write"> {
  const bytes = Buffer.from(data);
  const text = bytes.length === 0 ? "" : formatPayload(bytes);
  return { what, text, action: `sent a ${what}${text === "" ? "" : ` ${text}`}`, bytes: bytes.length };
}

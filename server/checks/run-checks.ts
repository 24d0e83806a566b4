// Runs checks one after the other, each in a fresh room that it reaches by URL, and turns each into a verdict.
import { AssertionError } from "node:assert";
import {
  type Dialed,
  type RoomOpened,
  type RunResult,
  roomOpenedSchema,
  type TestResult,
  type ToChecker,
} from "../protocol/checks.ts";
import { dialHeader } from "../protocol/guest.ts";
import { type DialAnswer, dialedSchema } from "../protocol/host.ts";
import {
  type Accept,
  AcceptedClient,
  type AcceptOptions,
  type Check,
  type CheckContext,
  Client,
  type ConnectOptions,
  Handshake,
} from "./check.ts";
import type { CallFront, Fault } from "./check-room.ts";
import { CheckSession } from "./check-session.ts";
import { CheckFailure } from "./comparison.ts";
import { ClientState, openConnection } from "./connection.ts";
import { formatDuration } from "./format.ts";
import { type HandshakeOptions, requestHandshake } from "./http-response.ts";
import { Clock, RoomControl } from "./room-control.ts";

type RunMessage = Extract<ToChecker, { type: "run" }>;
/** `checkMs` and `runMs` are backstops per check, and for the whole run. */
export type RunRequest = Pick<RunMessage, "run" | "clock" | "seed" | "checkMs" | "runMs"> &
  Partial<Pick<RunMessage, "bail" | "order">>;

type Verdict = Pick<TestResult, "status" | "message" | "happened" | "because">;

/** Rooms opened ahead, so that no check waits for its room. */
const openAhead = 2;

/** Runs until done, until `runMs` have passed, or until `signal` aborts; checks that did not start are `skipped`. */
export async function runChecks(
  checks: readonly Check[],
  request: RunRequest,
  call: CallFront,
  signal: AbortSignal,
  onResult: (index: number, result: TestResult) => void,
): Promise<RunResult["status"]> {
  const timeout = AbortSignal.timeout(request.runMs);
  const ended = AbortSignal.any([signal, timeout]);
  // A room that does not open must not hold up the results of the others.
  const over = new Promise<undefined>((resolve) => {
    if (ended.aborted) resolve(undefined);
    ended.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  const queue = queueOf(checks, request);
  // A run that may end at any check would open them in vain.
  const ahead = request.bail === true ? 0 : openAhead;
  const rooms: Promise<RoomOpened | Error>[] = [];
  const results: TestResult[] = [];
  for (const [position, { check, index }] of queue.entries()) {
    const isOver = ended.aborted || (request.bail === true && statusOf(results) !== "pass");
    const wanted = queue.slice(rooms.length, isOver ? 0 : position + 1 + ahead);
    for (const next of wanted) rooms.push(openRoom(call, request, next.index));
    const opened = await Promise.race([rooms[position], over]);
    const room = isOver || ended.aborted ? undefined : opened;
    const result =
      room === undefined || room instanceof Error
        ? resultWithoutRoom(check, room)
        : await runCheck(check, room, request, call, ended);
    // A failure to close is ignored: the front closes the rooms that a run leaves open.
    if (opened && "room" in opened) call({ what: "close-room", room: opened.room }).catch(() => undefined);
    results.push(result);
    onResult(index, result);
  }
  return signal.aborted ? "cancelled" : timeout.aborted ? "timeout" : statusOf(results);
}

function queueOf(checks: readonly Check[], { order = [...checks.keys()] }: RunRequest) {
  return order.flatMap((index) => {
    const check = checks[index];
    return check === undefined ? [] : [{ check, index }];
  });
}

async function openRoom(call: CallFront, { run, seed, clock }: RunRequest, index: number): Promise<RoomOpened | Error> {
  try {
    return roomOpenedSchema.parse(await call({ what: "open-room", run, seed: seedOf(seed, index), clock }));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Each check has its own randomness, the same in every run with the same seed. */
function seedOf(seed: number, index: number): number {
  return (Math.imul(seed ^ (index + 1), 0x9e3779b1) ^ (seed >>> 7)) >>> 0;
}

/** `problem` is what kept its room from opening; without it, the run ended first. */
function resultWithoutRoom({ id, title }: Check, problem: Error | undefined): TestResult {
  const status = problem === undefined ? "skipped" : "error";
  const message = problem?.message ?? "The run ended before this check started.";
  return { id, title, status, message, transcript: [], hint: null, fault: null, ms: 0 };
}

function statusOf(results: readonly TestResult[]): RunResult["status"] {
  const statuses = results.map(({ status }) => status);
  return (["fail", "error", "timeout"] as const).find((status) => statuses.includes(status)) ?? "pass";
}

async function runCheck(
  check: Check,
  opened: RoomOpened,
  { clock, checkMs }: RunRequest,
  call: CallFront,
  signal: AbortSignal,
): Promise<TestResult> {
  const startedAt = performance.now();
  using deadline = startDeadline(checkMs, signal);
  const callAndExtend: CallFront = async (request) => {
    const response = await call(request);
    deadline.extend();
    return response;
  };
  const session = new CheckSession(callAndExtend, opened, clock);
  const verdict = await Promise.race([evaluate(check, session), deadline.reached]);
  session.close();
  const { id, title } = check;
  const { transcript, room } = session;
  return { id, title, ...verdict, transcript, hint: null, fault: room.fault, ms: performance.now() - startedAt };
}

/** A check ends after this multiple of `checkMs` even if its room keeps responding. */
const maxTimes = 3;

/**
 * Limits how long a check may take in real time: a backstop, since verdicts must not depend on how busy the machine is.
 * `signal` ends the check: a `TimeoutError` if the whole run is out of time, anything else if it was cancelled.
 */
function startDeadline(checkMs: number, signal: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  const timeout = (why: string) => resolve({ status: "timeout", message: `The check was stopped: ${why}.` });
  const onAbort = () => {
    const isTimeout = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
    if (isTimeout) timeout("the run reached its time limit");
    else resolve({ status: "skipped", message: "The run ended before this check." });
  };
  const [quietMs, totalMs] = [checkMs, checkMs * maxTimes];
  // A response may come after the check is over: `refresh` has no effect on a cleared timer.
  const quiet = setTimeout(() => timeout(`nothing happened for ${formatDuration(quietMs)} of real time`), quietMs);
  const total = setTimeout(() => timeout(`it took more than ${formatDuration(totalMs)} of real time`), totalMs);
  signal.addEventListener("abort", onAbort);
  return {
    /** Resolves when the check has to end. */
    reached: promise,
    /** The room responded, so the check is not stuck. */
    extend: () => void quiet.refresh(),
    [Symbol.dispose]() {
      clearTimeout(quiet);
      clearTimeout(total);
      signal.removeEventListener("abort", onAbort);
    },
  };
}

async function evaluate(check: Check, session: CheckSession): Promise<Verdict> {
  let thrown: unknown;
  try {
    await check.run({
      connect: (options = {}) => session.enqueue(() => connect(session, options)),
      connectMany: (count, options = {}) => session.enqueue(() => connectMany(session, count, options)),
      handshake: (options = {}) => session.expect(() => openHandshake(session, urlOf(session, options), options)),
      clock: new Clock(session),
      room: new RoomControl(session),
      accept: createAccept(session),
      origin: session.room.origin,
    } satisfies CheckContext);
  } catch (error) {
    thrown = error ?? new Error("The check threw nothing.");
  }
  const { failure, hasExpectation } = await session.finish();
  const error = failure ?? thrown;
  const { fault } = session.room;
  if (fault !== null) return faultVerdict(fault, error);
  if (error !== undefined) return verdictOf(error);
  if (hasExpectation) return { status: "pass", message: "" };
  return { status: "error", message: "This check expects nothing, so it cannot fail. Use `expect`." };
}

function verdictOf(error: unknown): Verdict {
  if (error instanceof CheckFailure) return { status: "fail", message: error.message, ...causeOf(error) };
  if (error instanceof AssertionError) {
    return { status: "fail", message: error.message, happened: { kind: "said", text: error.message } };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}${placeOf(error)}` : String(error);
  return { status: "error", message: `The check itself is broken: ${text}` };
}

/** Where in its file a check broke. Only checks files are imported with a query. */
function placeOf(error: Error): string {
  const [, file, line] = /\/([^/]+\.ts)\?[^:]*:(\d+):\d+/.exec(error.stack ?? "") ?? [];
  return file === undefined ? "" : ` (${file}, line ${line})`;
}

function faultVerdict(fault: Fault, error: unknown): Verdict {
  const where = fault.line === null ? "" : ` at line ${fault.line}`;
  const message = `The handler failed${where}: ${fault.message}`;
  const happened = { kind: "fault", text: fault.message } as const;
  if (!(error instanceof CheckFailure)) return { status: "error", message, happened };
  return { ...causeOf(error), status: "error", message: `${message} ${error.message}`, happened };
}

function causeOf({ happened, because }: CheckFailure): Pick<Verdict, "happened" | "because"> {
  return { happened, ...(because !== undefined && { because }) };
}

async function connect(session: CheckSession, options: ConnectOptions): Promise<Client> {
  const { room } = session;
  await room.settle();
  const name = options.name ?? letterOf(session.clients.length);
  const { protocols = [], headers = {} } = options;
  // The front leaves out a page's header for which a client sends an empty one.
  const fields = Object.fromEntries(Object.entries(headers).map(([field, value]) => [field, value ?? ""]));
  const connection = await openConnection(urlOf(session, options), protocols, fields, room.onArrival);
  const client = new ClientState(name, connection);
  session.connected(client);
  room.invalidate();
  session.record({ client: name, ...transcriptEntry(options, client) });
  await room.settle();
  return new Client(session, client);
}

async function connectMany(session: CheckSession, count: number, options: ConnectOptions): Promise<Client[]> {
  const clients: Client[] = [];
  for (let number = 1; number <= count; number++) {
    const name = options.name === undefined ? {} : { name: `${options.name}${number}` };
    clients.push(await connect(session, { ...options, ...name }));
  }
  return clients;
}

/** A to Z, then A2 to Z2. */
function letterOf(index: number): string {
  const round = Math.floor(index / 26);
  const letter = String.fromCharCode("A".charCodeAt(0) + (index % 26));
  return round === 0 ? letter : `${letter}${round + 1}`;
}

function urlOf({ room }: CheckSession, options: Pick<ConnectOptions, "path" | "query">): URL {
  const url = new URL(room.url + (options.path ?? ""));
  url.search = queryOf(options);
  return url;
}

function transcriptEntry(options: ConnectOptions, { refused, connection }: ClientState) {
  if (refused !== null)
    return { kind: "refused", what: "refused", text: `${refused.status} ${refused.reason}` } as const;
  const parts = [options.path, queryOf(options), connection?.ws.protocol && `as ${connection.ws.protocol}`];
  return { kind: "connect", what: "connect", text: parts.filter((part) => part).join(" ") } as const;
}

function queryOf({ query }: Pick<ConnectOptions, "query">): string {
  return query === undefined ? "" : `?${new URLSearchParams(query)}`;
}

async function openHandshake(session: CheckSession, url: URL, options: HandshakeOptions): Promise<Handshake> {
  const { room } = session;
  await room.settle();
  const { response, socket } = await requestHandshake(url, options);
  if (socket !== null) session.sockets.push(socket);
  room.invalidate();
  const { method = "GET", path = "" } = options;
  const text = `${method} ${path === "" ? "/" : path}: ${response.status} ${response.reason}`;
  session.record({ client: null, kind: "note", what: "handshake", text });
  await room.settle();
  return new Handshake(session, response);
}

const acceptWithinMs = 60_000;

function createAccept(session: CheckSession): Accept {
  function accept(options: AcceptOptions & { readonly refuse: number }): Promise<{ readonly url: string }>;
  function accept(options?: AcceptOptions): Promise<AcceptedClient>;
  function accept(options: AcceptOptions = {}): Promise<AcceptedClient | { readonly url: string }> {
    return session.expect(() => answerNext(session, options));
  }
  return accept;
}

async function answerNext(session: CheckSession, { refuse, withinMs = acceptWithinMs }: AcceptOptions) {
  const url = await nextDial(session, withinMs);
  return refuse === undefined ? await open(session, url) : await refuseWith(session, url, refuse);
}

async function refuseWith(session: CheckSession, url: string, status: number): Promise<{ readonly url: string }> {
  await answer(session, status);
  session.record({ client: null, kind: "refused", what: "dial", text: `${url} with ${status}` });
  for (const client of session.clients) client.happened({ client: null, text: "After the check refused a connection" });
  await session.room.settle();
  return { url };
}

/** Moves the clock from timer to timer until the client dials. */
async function nextDial(session: CheckSession, withinMs: number): Promise<string> {
  const { room } = session;
  await room.startClient();
  const step = room.stepper(room.nowMs + withinMs);
  for (;;) {
    await room.settle();
    if (room.dialUrl !== null) return room.dialUrl;
    if (await step()) continue;
    const sentence = `The client did not connect within ${formatDuration(withinMs)}.`;
    throw new CheckFailure(sentence, { kind: "nothing", text: "" });
  }
}

async function open(session: CheckSession, url: string): Promise<AcceptedClient> {
  const { room } = session;
  const { token } = await answer(session, "accept");
  const connection = await openConnection(new URL(room.url), [], { [dialHeader]: token }, room.onArrival);
  const state = new ClientState(nameOf(session), connection);
  session.connected(state);
  room.invalidate();
  session.record({ client: state.name, kind: "connect", what: "accept", text: url });
  await room.settle();
  return new AcceptedClient(session, state, url);
}

/** `server`, `server 2`, … in the order in which the check accepted. */
function nameOf({ clients }: CheckSession): string {
  const count = clients.filter(({ name }) => name.startsWith("server")).length;
  return count === 0 ? "server" : `server ${count + 1}`;
}

async function answer({ room }: CheckSession, answer: DialAnswer): Promise<Dialed> {
  await room.settle();
  return dialedSchema.parse(await room.request({ what: "dial", room: room.id, answer }));
}

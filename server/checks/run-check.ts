// One check in one fresh room, from its first connection to its verdict.
import { AssertionError } from "node:assert";
import type { RoomOpened, TestResult } from "../protocol/checks.ts";
import type { ClockMode } from "../protocol/host.ts";
import type { CheckContext, ConnectTo } from "./check.ts";
import type { Ask, Fault } from "./check-room.ts";
import { CheckSession } from "./check-session.ts";
import { Client } from "./client.ts";
import { ClientState } from "./client-state.ts";
import { Clock } from "./clock.ts";
import type { Check } from "./collect.ts";
import { openConnection, type Refused } from "./connection.ts";
import { Deadline } from "./deadline.ts";
import { CheckFailure } from "./failure.ts";

export interface RunCheckOptions {
  readonly ask: Ask;
  readonly clock: ClockMode;
  /** Real time that a check may take without a word from its room. */
  readonly checkMs: number;
  /** Ends the check at once. */
  readonly signal: AbortSignal;
}

/** What of a result a check decides itself. */
export type Verdict = Pick<TestResult, "status" | "message">;

export async function runCheck(check: Check, opened: RoomOpened, options: RunCheckOptions): Promise<TestResult> {
  const startedAt = performance.now();
  using deadline = new Deadline(options.checkMs, options.signal);
  const ask: Ask = async (question) => {
    const answer = await options.ask(question);
    deadline.heard();
    return answer;
  };
  const session = new CheckSession(ask, opened, options.clock);
  const verdict = await Promise.race([judged(check, session), deadline.over]);
  session.end();
  return {
    id: check.id,
    title: check.title,
    ...verdict,
    transcript: session.transcript,
    hint: null,
    fault: session.room.fault,
    ms: performance.now() - startedAt,
  };
}

async function judged(check: Check, session: CheckSession): Promise<Verdict> {
  let thrown: unknown;
  try {
    await check.run(contextOf(session));
  } catch (error) {
    thrown = error ?? new Error("The check threw nothing.");
  }
  await session.finish();
  const wrong = session.failure ?? thrown;
  const { fault } = session.room;
  if (fault !== null) return { status: "error", message: faultMessage(fault, wrong) };
  if (wrong !== undefined) return verdictOf(wrong);
  if (!session.looked)
    return { status: "error", message: "This check expects nothing, so it cannot fail: use `expect`." };
  return { status: "pass", message: "" };
}

function verdictOf(wrong: unknown): Verdict {
  if (wrong instanceof CheckFailure) return { status: "fail", message: wrong.message };
  if (wrong instanceof AssertionError) return { status: "fail", message: wrong.message };
  const text = wrong instanceof Error ? `${wrong.name}: ${wrong.message}${place(wrong)}` : String(wrong);
  return { status: "error", message: `The check itself is broken: ${text}` };
}

/** Where in its file a check broke: files of checks are read with a query, and nothing else is. */
function place(error: Error): string {
  const [, file, line] = /\/([^/]+\.ts)\?[^:]*:(\d+):\d+/.exec(error.stack ?? "") ?? [];
  return file === undefined ? "" : ` (${file}, line ${line})`;
}

function faultMessage(fault: Fault, wrong: unknown): string {
  const where = fault.line === null ? "" : ` at line ${fault.line}`;
  const then = wrong instanceof CheckFailure ? ` ${wrong.message}` : "";
  return `The handler failed${where}: ${fault.message}${then}`;
}

function contextOf(session: CheckSession): CheckContext {
  return { connect: (to) => session.inTurn(() => connect(session, to ?? {})), clock: new Clock(session) };
}

async function connect(session: CheckSession, to: ConnectTo): Promise<Client> {
  await session.room.settle();
  const name = to.name ?? String.fromCharCode("A".charCodeAt(0) + session.players.length);
  const opened = await openConnection({
    url: urlOf(session.room.url, to),
    protocols: to.protocols ?? [],
    headers: to.headers ?? {},
    onArrival: session.room.arrived,
  });
  const refused: Refused | null = opened.ok ? null : opened.refused;
  const player = new ClientState(name, opened.ok ? opened.connection : null);
  session.players.push(player);
  session.room.touched();
  session.did({ who: name, did: "connected" });
  session.note({ client: name, ...connectNote(to, refused, player.connection?.protocol ?? "") });
  await session.room.settle();
  return new Client(session, player, refused);
}

function connectNote(to: ConnectTo, refused: Refused | null, protocol: string) {
  if (refused !== null)
    return { kind: "refused", what: "refused", text: `${refused.status} ${refused.reason}` } as const;
  const asked = [to.path, queryOf(to), protocol === "" ? "" : `as ${protocol}`].filter((part) => part).join(" ");
  return { kind: "connect", what: "connect", text: asked } as const;
}

function urlOf(room: string, to: ConnectTo): string {
  const url = new URL(room + (to.path ?? ""));
  url.search = queryOf(to);
  return url.href;
}

function queryOf({ query }: ConnectTo): string {
  return query === undefined ? "" : `?${new URLSearchParams(query)}`;
}

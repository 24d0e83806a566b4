// One check in one fresh room, from its first connection to its verdict.
import { AssertionError } from "node:assert";
import type { RoomOpened, TestResult } from "../protocol/checks.ts";
import type { ClockMode } from "../protocol/host.ts";
import type { CheckContext, ConnectTo } from "./check.ts";
import { Client } from "./client.ts";
import { Clock } from "./clock.ts";
import type { Check } from "./collect.ts";
import { openConnection, type Refused } from "./connection.ts";
import { CheckFailure } from "./failure.ts";
import { Patience } from "./deadline.ts";
import { Player } from "./client-state.ts";
import type { Ask, Fault } from "./check-room.ts";
import { Scene } from "./check-session.ts";

export interface JudgeOptions {
  readonly ask: Ask;
  readonly clock: ClockMode;
  /** Real time that a check may take without a word from its room. */
  readonly checkMs: number;
  /** Ends the check at once. */
  readonly signal: AbortSignal;
}

/** What of a result a check decides itself. */
export type Verdict = Pick<TestResult, "status" | "message">;

export async function judge(check: Check, opened: RoomOpened, options: JudgeOptions): Promise<TestResult> {
  const startedAt = performance.now();
  using patience = new Patience(options.checkMs, options.signal);
  const ask: Ask = async (question) => {
    const answer = await options.ask(question);
    patience.heard();
    return answer;
  };
  const scene = new Scene(ask, opened, options.clock);
  const verdict = await Promise.race([judged(check, scene), patience.over]);
  scene.end();
  return {
    id: check.id,
    title: check.title,
    ...verdict,
    transcript: scene.transcript,
    hint: null,
    fault: scene.room.fault,
    ms: performance.now() - startedAt,
  };
}

async function judged(check: Check, scene: Scene): Promise<Verdict> {
  let thrown: unknown;
  try {
    await check.run(contextOf(scene));
  } catch (error) {
    thrown = error ?? new Error("The check threw nothing.");
  }
  await scene.finish();
  const wrong = scene.failure ?? thrown;
  const { fault } = scene.room;
  if (fault !== null) return { status: "error", message: faultMessage(fault, wrong) };
  if (wrong !== undefined) return verdictOf(wrong);
  if (!scene.looked)
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

function contextOf(scene: Scene): CheckContext {
  return { connect: (to) => scene.inTurn(() => connect(scene, to ?? {})), clock: new Clock(scene) };
}

async function connect(scene: Scene, to: ConnectTo): Promise<Client> {
  await scene.room.settle();
  const name = to.name ?? String.fromCharCode("A".charCodeAt(0) + scene.players.length);
  const opened = await openConnection({
    url: urlOf(scene.room.url, to),
    protocols: to.protocols ?? [],
    headers: to.headers ?? {},
    onArrival: scene.room.arrived,
  });
  const refused: Refused | null = opened.ok ? null : opened.refused;
  const player = new Player(name, opened.ok ? opened.connection : null);
  scene.players.push(player);
  scene.room.touched();
  scene.did({ who: name, did: "connected" });
  scene.note({ client: name, ...connectNote(to, refused, player.connection?.protocol ?? "") });
  await scene.room.settle();
  return new Client(scene, player, refused);
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

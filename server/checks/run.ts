// One go through the checks of a lesson: each in a fresh room, in the order of the file.
import {
  type CheckerAsk,
  type RoomOpened,
  type RunResult,
  roomOpenedSchema,
  type TestResult,
  type ToChecker,
} from "../protocol/checks.ts";
import type { Ask } from "./check-room.ts";
import type { Check } from "./collect.ts";
import { runCheck } from "./run-check.ts";

export type RunRequest = Omit<Extract<ToChecker, { type: "run" }>, "type">;

export interface RunEvents {
  onTest(index: number, of: number, result: TestResult): void;
}

/** Rooms opened before their check's turn comes, so that no check waits for its room. */
const openAhead = 2;

type Room = { readonly ok: true; readonly opened: RoomOpened } | { readonly ok: false; readonly message: string };

/** Runs until done, `runMs` are over, or `signal` aborts; checks that did not begin are `skipped`. */
export async function runChecks(
  checks: readonly Check[],
  request: RunRequest,
  ask: Ask,
  signal: AbortSignal,
  events: RunEvents,
): Promise<RunResult["status"]> {
  const late = AbortSignal.timeout(request.runMs);
  const ended = AbortSignal.any([signal, late]);
  const rooms: Promise<Room>[] = [];
  const results: TestResult[] = [];
  for (const [index, check] of checks.entries()) {
    while (rooms.length < Math.min(checks.length, index + 1 + openAhead) && !ended.aborted) {
      rooms.push(openRoom(ask, request, rooms.length));
    }
    const room = await (rooms[index] ?? notOpened);
    const result =
      room.ok && !ended.aborted
        ? await runCheck(check, room.opened, { ask, clock: request.clock, checkMs: request.checkMs, signal: ended })
        : withoutRoom(check, ended.aborted, room);
    void closeRoom(ask, room);
    results.push(result);
    events.onTest(index, checks.length, result);
  }
  return signal.aborted ? "cancelled" : late.aborted ? "timeout" : statusOf(results);
}

const notBegun = "The run ended before this check began.";
const notOpened: Promise<Room> = Promise.resolve({ ok: false, message: notBegun });

async function openRoom(ask: Ask, request: RunRequest, index: number): Promise<Room> {
  const asked: CheckerAsk = {
    what: "open-room",
    run: request.run,
    seed: seedOf(request.seed, index),
    clock: request.clock,
  };
  try {
    return { ok: true, opened: roomOpenedSchema.parse(await ask(asked)) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** The check is over whether its room can be closed or not; the front closes what a run leaves. */
async function closeRoom(ask: Ask, room: Room): Promise<void> {
  if (room.ok) await ask({ what: "close-room", room: room.opened.room }).catch(() => undefined);
}

/** Each check has randomness of its own, the same in every run with the same seed. */
function seedOf(seed: number, index: number): number {
  return (Math.imul(seed ^ (index + 1), 0x9e3779b1) ^ (seed >>> 7)) >>> 0;
}

function withoutRoom({ id, title }: Check, ended: boolean, room: Room): TestResult {
  const message = ended || room.ok ? notBegun : room.message;
  return { id, title, status: ended ? "skipped" : "error", message, transcript: [], hint: null, fault: null, ms: 0 };
}

function statusOf(results: readonly TestResult[]): RunResult["status"] {
  const statuses = results.map(({ status }) => status);
  return (["fail", "error", "timeout"] as const).find((status) => statuses.includes(status)) ?? "pass";
}

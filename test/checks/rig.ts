// Everything that a check needs, for tests: a real checker process, a real compiler, a host with real sandboxes.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checker, type CheckerOptions, type CheckerRun, type OnTest, type Ran } from "../../server/checks/checker.ts";
import { Compiler } from "../../server/compiler/compiler.ts";
import type { CheckerAnswer, CheckerRequest, RoomOpened } from "../../server/protocol/checks.ts";
import { type Limits, limitsWith } from "../../server/protocol/limits.ts";
import { startHost } from "../host/support/host-services.ts";
import { libraryPool } from "../sandbox/pools.ts";
import { oneCheck } from "./handlers.ts";

export interface Rig extends AsyncDisposable {
  readonly checker: Checker;
  /** Rooms that no check has closed. */
  readonly openRooms: ReadonlySet<string>;
  /** Writes a checks.ts outside of this repository; answers its path. */
  checksFile(source: string): Promise<string>;
  /** Runs checks (a path, or the source of a checks.ts) on a handler. */
  runCheck(handler: string, checks: string, options?: RunCheckOptions): Promise<RanInRooms>;
}

export interface RunCheckOptions extends Partial<Pick<CheckerRun, "clock" | "seed" | "run" | "bail" | "order">> {
  readonly onTest?: OnTest;
}

export interface RanInRooms extends Ran {
  /** Rooms that were opened meanwhile. */
  readonly opened: number;
  /** What the checks asked of the front. */
  readonly requests: number;
}

export async function openRig(
  over: Partial<Limits> = {},
  options: Pick<CheckerOptions, "spares" | "graceMs"> = {},
): Promise<Rig> {
  await using parts = new AsyncDisposableStack();
  const limits = limitsWith(over);
  const folder = await mkdtemp(join(tmpdir(), "ws101-checks-"));
  parts.defer(() => rm(folder, { recursive: true }));
  const pool = parts.use(await libraryPool(over, 4));
  const host = parts.use(await startHost(pool, over));
  const compiler = parts.use(new Compiler({ limits }));
  const programs = new Map<string, { readonly js: string; readonly map: string }>();
  const openRooms = new Set<string>();
  const running = new Map<string, { readonly run: string }>();
  let count = 0;
  let opened = 0;
  let requests = 0;

  async function open({ run, clock }: Extract<CheckerRequest, { what: "open-room" }>): Promise<RoomOpened> {
    const room = `room-${++count}`;
    const program = programs.get(run);
    if (program === undefined) throw new Error("There is no such run.");
    openRooms.add(room);
    opened++;
    running.set(room, { run });
    const loaded = await host.load(room, program.js, { clock, budget: "check", map: program.map });
    if (!loaded.ok) throw new Error(loaded.fault?.message ?? loaded.problems[0]?.message ?? "It does not load.");
    const { nowMs, nextWakeAtMs } = await host.clock(room, { mode: clock });
    return { room, url: host.gate.url(room), origin: "http://page.example", nowMs, nextWakeAtMs };
  }

  async function answer(ask: CheckerRequest): Promise<CheckerAnswer> {
    requests++;
    switch (ask.what) {
      case "open-room":
        return await open(ask);
      case "close-room":
        openRooms.delete(ask.room);
        host.host.receive({ type: "close", room: ask.room, code: 4000, reason: "" });
        return null;
      case "dial": {
        const { url, token } = await host.dial(ask.room, ask.answer);
        return { url, token };
      }
      case "shutdown": {
        const { isAwaited, graceMs } = await host.shutdown(ask.room, ask.end);
        return { isAwaited, graceMs };
      }
      case "restart": {
        const { run } = running.get(ask.room) ?? { run: "" };
        const program = programs.get(run);
        if (program === undefined) throw new Error("There is no such run.");
        await host.load(ask.room, program.js, {
          budget: "check",
          map: program.map,
          swap: ask.crash ? "crash" : "restart",
        });
        return null;
      }
      case "settle": {
        const { type: _, id: __, ...settled } = await host.settle(ask.room, ask.clients, ask);
        return settled;
      }
      default:
        return ask satisfies never;
    }
  }

  const checker = parts.use(new Checker({ limits, onRequest: answer, ...options }));
  const owned = parts.move();
  const checksFile = async (source: string) => {
    const file = join(folder, `checks-${++count}.ts`);
    await writeFile(file, source);
    return file;
  };
  return {
    checker,
    openRooms,
    checksFile,
    async runCheck(
      handler,
      checks,
      { clock = "stepped", seed = 1, bail = false, order, run = `run-${++count}`, onTest } = {},
    ) {
      const compiled = await compiler.compile(handler, "handler.ts");
      if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
      programs.set(run, compiled);
      const file = checks.includes("\n") ? await checksFile(checks) : checks;
      const request = { run, checksFile: file, clock, seed, bail, ...(order && { order }) };
      const [openedBefore, requestsBefore] = [opened, requests];
      const ran = await checker.run({ learner: run, network: "", isKnown: true }, request, onTest);
      host.fromHost.forget();
      return { ...ran, opened: opened - openedBefore, requests: requests - requestsBefore };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The verdict on a handler of one check with this body. */
export async function verdictOn(rig: Rig, handler: string, body: string): Promise<string> {
  const [verdict] = verdicts(await rig.runCheck(handler, oneCheck(body)));
  return verdict ?? "none";
}

/** Each line of a check's result: its status and what it says. */
export function verdicts({ tests }: Ran): string[] {
  return tests.map(({ status, message }) => (message === "" ? status : `${status}: ${message}`));
}

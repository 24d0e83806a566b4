// A host inside the test's own process, behind a small gate: rooms over real sockets.
import { setImmediate as immediate } from "node:timers/promises";
import { CpuAccounts } from "../../../server/host/cpu-budget.ts";
import { Host } from "../../../server/host/host.ts";
import { OffloadThreads } from "../../../server/host/offload/threads.ts";
import type { BootImage } from "../../../server/host/sandbox/boot-image.ts";
import { Scheduler } from "../../../server/host/scheduler.ts";
import { UnsentBudget } from "../../../server/host/unsent-budget.ts";
import { CrashMarkerFile } from "../../../server/protocol/crash-marker.ts";
import type { Program, SandboxPool } from "../../../server/protocol/guest.ts";
import type { ClientBytes, DialAnswer, HowToSettle, RoomPlan, Swap } from "../../../server/protocol/host.ts";
import { type Limits, limitsWith } from "../../../server/protocol/limits.ts";
import { type Gate, openGate } from "./gate.ts";
import { HostMessages } from "./host-messages.ts";

/** A scripted pool has no image: its handlers offload nothing. */
type TestPool = SandboxPool & { readonly image: BootImage };

export interface TestHost extends AsyncDisposable {
  readonly host: Host;
  readonly scheduler: Scheduler;
  readonly fromHost: HostMessages;
  readonly gate: Gate;
  readonly limits: Limits;
  readonly unsent: UnsentBudget;
  /** Loads `js` as the next version and waits for the answer. */
  load(room: string, js: string, options?: LoadOptions): Promise<Awaited<ReturnType<typeof loadedOf>>>;
  dial(room: string, answer: DialAnswer): ReturnType<typeof dialOf>;
  shutdown(room: string, end: boolean): ReturnType<typeof shutdownOf>;
  settle(room: string, clients: readonly ClientBytes[], how?: HowToSettle): ReturnType<typeof settledOf>;
  /** Waits until so many sockets are in the host, in whatever state. */
  inside(sockets: number): Promise<void>;
  clock(room: string, change: { mode?: "real" | "stepped"; advanceMs?: number }): ReturnType<typeof clockOf>;
}

export interface LoadOptions {
  readonly swap?: Swap;
  readonly clock?: RoomPlan["clock"];
  readonly budget?: RoomPlan["budget"];
  readonly map?: string;
  readonly owner?: RoomPlan["owner"];
  readonly reopened?: boolean;
  readonly stored?: RoomPlan["stored"];
  readonly limits?: RoomPlan["limits"];
}

const loadedOf = (fromHost: HostMessages, id: number) => fromHost.next("loaded", (message) => message.id === id);
const settledOf = (fromHost: HostMessages, id: number) => fromHost.next("settled", (message) => message.id === id);
const dialOf = (fromHost: HostMessages, id: number) => fromHost.next("dial", (message) => message.id === id);
const shutdownOf = (fromHost: HostMessages, id: number) => fromHost.next("shutdown", (message) => message.id === id);
const clockOf = (fromHost: HostMessages, id: number) => fromHost.next("clock", (message) => message.id === id);

export async function startHost(pool: TestPool, over: Partial<Limits> = {}): Promise<TestHost> {
  const limits = limitsWith(over);
  const fromHost = new HostMessages();
  const scheduler = new Scheduler();
  const channel = { send: fromHost.add, congested: false };
  const accounts = new CpuAccounts(limits);
  const unsent = new UnsentBudget(limits.hostUnsentBytes);
  const crashMarker = new CrashMarkerFile(null);
  const threads = new OffloadThreads(pool);
  const host = new Host({ limits, pool, threads, scheduler, accounts, unsent, channel, crashMarker });
  const gate = await openGate((room, meta, raw) => host.receive({ type: "socket", room, meta }, raw));
  let ids = 0;
  let versions = 0;
  return {
    host,
    scheduler,
    fromHost,
    gate,
    limits,
    unsent,
    load(
      room,
      js,
      {
        swap = "keep",
        clock = "real",
        budget = "fair",
        map = "",
        owner = { learner: room, network: "", isKnown: false },
        reopened = false,
        limits,
        stored,
      } = {},
    ) {
      const id = ++ids;
      const plan: RoomPlan = { room, clock, seed: "1", budget, owner, reopened, limits, stored };
      const program: Program = { version: ++versions, js, map, file: "handler.ts" };
      host.receive({ type: "load", id, plan, program, swap });
      return loadedOf(fromHost, id);
    },
    dial(room, answer) {
      const id = ++ids;
      host.receive({ type: "dial", id, room, answer });
      return dialOf(fromHost, id);
    },
    shutdown(room, end) {
      const id = ++ids;
      host.receive({ type: "shutdown", id, room, end });
      return shutdownOf(fromHost, id);
    },
    settle(room, clients, { advance, holdsCalls } = {}) {
      const id = ++ids;
      host.receive({ type: "settle", id, room, clients, advance, holdsCalls });
      return settledOf(fromHost, id);
    },
    async inside(sockets) {
      for (let n = 1; n < 10_000; n++) {
        host.receive({ type: "ping", n });
        const pong = await fromHost.next("pong", (message) => message.n === n);
        if (pong.sockets >= sockets) return;
        await immediate();
      }
      throw new Error(`${sockets} sockets did not come`);
    },
    clock(room, change) {
      const id = ++ids;
      host.receive({ type: "clock", id, room, ...change });
      return clockOf(fromHost, id);
    },
    async [Symbol.asyncDispose]() {
      host[Symbol.dispose]();
      threads[Symbol.dispose]();
      scheduler[Symbol.dispose]();
      gate[Symbol.dispose]();
    },
  };
}

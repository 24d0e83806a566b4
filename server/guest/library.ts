// The guest library: everything a handler can call, and what the room tells it.
import type { PeerId } from "../protocol/guest.ts";
import { installGlobals } from "./globals.ts";
import type { HostInterface, Listener } from "./host-interface.ts";
import { type Handle, LoopProgram, type Upgrade } from "./loop/program.ts";
import { registerModules } from "./modules.ts";
import type { Member, Program } from "./program.ts";
import { TimerQueue } from "./timer-queue.ts";
import { EventsProgram } from "./ws/program.ts";
import { ServerSlot } from "./ws/server-slot.ts";

/** Once, at boot, before any learner's code. */
export function createLibrary(port: HostInterface): Listener {
  const alarms = new TimerQueue(port);
  const stage = new ServerSlot(port);
  installGlobals(port, alarms);
  registerModules(port, alarms, stage);
  const members = new Map<PeerId, Member>();
  let program: Program | null = null;

  return {
    upgrade: (ticket, request) => program?.upgrade(ticket, request),
    open(peer, request, protocol) {
      const member = program?.open(peer, request, protocol);
      if (member === undefined) return;
      members.set(peer, member);
      member.start();
    },
    text: (peer, data) => members.get(peer)?.text(data),
    textBytes: (peer, utf8) => members.get(peer)?.textBytes(utf8),
    binary: (peer, data) => members.get(peer)?.binary(data),
    ping: (peer, data) => members.get(peer)?.control("ping", data),
    pong: (peer, data) => members.get(peer)?.control("pong", data),
    close(peer, code, reason) {
      const member = members.get(peer);
      members.delete(peer);
      member?.close(code, reason);
    },
    error: (peer, code, message) => members.get(peer)?.error(code, message),
    flow: (peer, unsent) => members.get(peer)?.flow(unsent),
    wake: () => alarms.wake(),
    retire() {
      alarms.clear();
      for (const member of members.values()) member.retire();
      members.clear();
    },
    loaded(exports) {
      const found = findProgram(port, stage, exports);
      if ("problem" in found) return found;
      program = found.program;
      return { style: found.style, hasUpgrade: found.hasUpgrade };
    },
  };
}

type Found =
  | { readonly program: Program; readonly style: "loop" | "events"; readonly hasUpgrade: boolean }
  | { readonly problem: string };

function findProgram(port: HostInterface, stage: ServerSlot, exports: Readonly<Record<string, unknown>>): Found {
  const { default: handle, upgrade } = exports;
  const { server } = stage;
  if (server !== null && handle !== undefined)
    return { problem: "This file answers twice: keep either the WebSocketServer or the exported handle(socket)." };
  if (upgrade !== undefined && !isUpgrade(upgrade))
    return { problem: "upgrade is not a function: write export function upgrade(request) { … }." };
  if (server !== null)
    return upgrade === undefined
      ? { program: new EventsProgram(port, server), style: "events", hasUpgrade: true }
      : { problem: "upgrade() belongs to handle(socket): a WebSocketServer has verifyClient and handleProtocols." };
  if (isHandle(handle))
    return {
      program: new LoopProgram(port, handle, upgrade ?? null),
      style: "loop",
      hasUpgrade: upgrade !== undefined,
    };
  return {
    problem:
      handle === undefined
        ? nobody
        : "The default export is not a function: export default async function handle(socket) { … }.",
  };
}

const nobody =
  "Nothing here answers a connection. Write `export default async function handle(socket) { … }`, or make a `new WebSocketServer({ port: 8080 })`.";

function isHandle(value: unknown): value is Handle {
  return typeof value === "function";
}

function isUpgrade(value: unknown): value is Upgrade {
  return typeof value === "function";
}

// The guest's side of the border: turns the door's functions into the library's Port, and the library into entries
// that the host calls. It runs before any learner's code and keeps what it needs of the language for itself.

import type { PeerId, UpgradeAnswer } from "../protocol/guest.ts";
import type { EntryName, GuestAbi } from "../protocol/guest-abi.ts";
import { closeFrames, describeError, placeNow, whereNow } from "./errors.ts";
import type { GuestLimits, HostInterface, Listener } from "./host-interface.ts";

const { parse, stringify } = JSON;
const { now } = Date;
const { keys } = Object;

const noPeer = -1;

export interface Bridge {
  readonly port: HostInterface;
  entries(listener: Listener): Readonly<Record<EntryName, unknown>>;
}

export function createBridge(door: GuestAbi): Bridge {
  const modules: { readonly name: string; readonly at: number; readonly source: string }[] = [];
  const exported: object[] = [];
  const limits: GuestLimits = parse(door.limits);
  const { send, sendText, ping, pong, close, terminate, pause, resume, wakeAt, unread, log } = door;
  const { fault, describe, loaded, module, encode, decode } = door;
  door.exports = exported;
  closeFrames();

  const port: HostInterface = {
    // The door's own functions, so that a message costs one call: the host checks what it is given.
    send,
    sendText,
    ping,
    pong,
    close,
    terminate,
    pause,
    resume,
    wakeAt,
    unread,
    log,
    encode,
    decode,
    now,
    limits,
    upgraded: (ticket, answer) => answerUpgrade(door, ticket, answer),
    fault(kind, error, peer) {
      const { name, message, stack } = describeError(error);
      fault(kind, peer ?? noPeer, name, message, stack);
    },
    module(names, exports) {
      for (let i = 0; i < names.length; i++) {
        modules[modules.length] = {
          name: names[i] ?? "",
          at: exported.length,
          source: moduleSource(exports, exported.length),
        };
      }
      exported[exported.length] = exports;
    },
  };

  const entries = (listener: Listener): Record<EntryName, unknown> => ({
    upgrade: (ticket: number, request: string) => listener.upgrade(ticket, parse(request)),
    open: (peer: PeerId, request: string, protocol: string, resumed: number) =>
      listener.open(peer, parse(request), protocol, resumed === 1),
    loaded(exports: Readonly<Record<string, unknown>>) {
      const found = listener.loaded(exports);
      if ("problem" in found) loaded(null, false, found.problem);
      else loaded(found.style, found.hasUpgrade, "");
    },
    describe(error: unknown) {
      const { name, message, stack } = describeError(error);
      describe(name, message, stack);
    },
    where: () => describe("", "", whereNow()),
    place: () => placeNow(),
    modules() {
      for (let i = 0; i < modules.length; i++) {
        const each = modules[i];
        if (each !== undefined) module(each.name, each.source);
      }
    },
  });

  return { port, entries };
}

function answerUpgrade(door: GuestAbi, ticket: number, answer: UpgradeAnswer): void {
  const names = keys(answer.headers);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? "";
    door.header(ticket, name, answer.headers[name] ?? "");
  }
  if (answer.accept) door.accept(ticket, answer.protocol);
  else door.refuse(ticket, answer.status, answer.reason);
}

/** A module that exports what stands at `at` in the door's `exports`. */
function moduleSource(exports: Readonly<Record<string, unknown>>, at: number): string {
  let source = `const all = globalThis.__ws101.exports[${at}];\n`;
  const names = keys(exports);
  for (let i = 0; i < names.length; i++) {
    const name = stringify(names[i]);
    source += `const e${i} = all[${name}]; export { e${i} as ${name} };\n`;
  }
  return source;
}

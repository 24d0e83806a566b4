// The guest's side of the ABI: wraps the host's functions as a HostInterface, and the library as entries for the host.
// It runs before any learner's code and captures the intrinsics that it needs.

import type { PeerId, UpgradeAnswer } from "../protocol/guest.ts";
import type { EntryName, GuestAbi } from "../protocol/guest-abi.ts";
import { currentPlace, currentStack, describeError, hideFunctions } from "./describe-error.ts";
import type { GuestLimits, HostInterface, Listener } from "./host-interface.ts";

const { parse, stringify } = JSON;
const { now } = Date;
const { keys } = Object;

const noPeer = -1;

export interface Bridge {
  readonly host: HostInterface;
  entries(listener: Listener): Readonly<Record<EntryName, unknown>>;
}

export function createBridge(abi: GuestAbi): Bridge {
  const modules: { readonly name: string; readonly source: string }[] = [];
  const exported: object[] = [];
  const limits: GuestLimits = parse(abi.limits);
  const { send, sendText, ping, pong, close, terminate, pause, resume, wakeAt, unread, log } = abi;
  const { fault, describe, loaded, module, encode, decode } = abi;
  abi.exports = exported;
  hideFunctions();

  const host: HostInterface = {
    // The ABI's own functions, so that a message costs one call: the host checks its arguments.
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
    upgraded: (ticket, answer) => answerUpgrade(abi, ticket, answer),
    fault(kind, error, peer) {
      const { name, message, stack } = describeError(error);
      fault(kind, peer ?? noPeer, name, message, stack);
    },
    module(names, exports) {
      const source = moduleSource(exports, exported.length);
      exported[exported.length] = exports;
      for (const name of names) modules[modules.length] = { name, source };
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
    where: () => describe("", "", currentStack()),
    place: () => currentPlace(),
    modules() {
      for (const { name, source } of modules) module(name, source);
    },
  });

  return { host, entries };
}

function answerUpgrade(abi: GuestAbi, ticket: number, answer: UpgradeAnswer): void {
  const names = keys(answer.headers);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? "";
    abi.header(ticket, name, answer.headers[name] ?? "");
  }
  if (answer.accept) abi.accept(ticket, answer.protocol);
  else abi.refuse(ticket, answer.status, answer.reason);
}

/** Source of a module that re-exports `exports[index]` of the ABI. */
function moduleSource(exports: Readonly<Record<string, unknown>>, index: number): string {
  let source = `const all = globalThis.__ws101.exports[${index}];\n`;
  const names = keys(exports);
  for (let i = 0; i < names.length; i++) {
    const name = stringify(names[i]);
    source += `const e${i} = all[${name}]; export { e${i} as ${name} };\n`;
  }
  return source;
}

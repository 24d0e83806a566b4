// A guest library as small as can be: a handler exports the events it wants, and imports the port itself from "ws101".

import { createBridge, type Listener } from "../../server/guest/bridge.ts";
import { type GuestAbi, guestAbiName } from "../../server/protocol/guest-abi.ts";

type Handlers = Partial<Record<keyof Listener, (a: unknown, b: unknown, c: unknown, d: unknown) => unknown>>;

const door = (globalThis as unknown as Record<typeof guestAbiName, GuestAbi>)[guestAbiName];
const { host: port, entries } = createBridge(door);
let handlers: Handlers = {};

const forward = (name: keyof Listener) => (a?: unknown, b?: unknown, c?: unknown, d?: unknown) => {
  handlers[name]?.(a, b, c, d);
};

const listener: Listener = {
  upgrade: forward("upgrade"),
  open: forward("open"),
  text: forward("text"),
  textBytes: forward("textBytes"),
  binary: forward("binary"),
  ping: forward("ping"),
  pong: forward("pong"),
  close: forward("close"),
  error: forward("error"),
  flow: forward("flow"),
  result: forward("result"),
  shutdown: forward("shutdown"),
  client: forward("client"),
  dialRefused: forward("dialRefused"),
  offloaded: forward("offloaded"),
  wake: forward("wake"),
  retire: forward("retire"),
  loaded(exports) {
    handlers = exports as Handlers;
    if (Object.keys(exports).length === 0) return { problem: "Nothing is exported." };
    return { style: "textBytes" in exports ? "events" : "loop", hasUpgrade: "upgrade" in exports };
  },
};

port.module(["ws101", "node:ws101"], { default: port, port });
door.listener = listener;
door.entries = entries(listener);

// The script a sandbox boots with: the bridge and the guest library, before any learner's code.
import { type GuestAbi, guestAbiName } from "../protocol/guest-abi.ts";
import { createBridge } from "./bridge.ts";
import { createLibrary } from "./library.ts";

const door = (globalThis as unknown as Record<typeof guestAbiName, GuestAbi>)[guestAbiName];
const { port, entries } = createBridge(door);
const listener = createLibrary(port);
door.listener = listener;
door.entries = entries(listener);

// The script that a sandbox boots with: the bridge and the guest library, before any learner's code.
import { type GuestAbi, guestAbiName } from "../protocol/guest-abi.ts";
import { createBridge } from "./bridge.ts";
import { createLibrary } from "./library.ts";

const abi = (globalThis as unknown as Record<typeof guestAbiName, GuestAbi>)[guestAbiName];
const { host, entries } = createBridge(abi);
const listener = createLibrary(host);
abi.listener = listener;
abi.entries = entries(listener);

// A room's faults on their way to the page: fitted to the protocol, and never a storm.

import type { Fault } from "../../protocol/guest.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { HostServices } from "../host-services.ts";
import { plainText, terminalText } from "../terminal-text.ts";

const faultsPerSecond = 20;

export class Faults {
  readonly #room: string;
  readonly #house: HostServices;
  readonly #rate = new TokenBucket(faultsPerSecond, faultsPerSecond, performance.now());
  #last: Fault | null = null;

  readonly #before: () => void;

  /** `before` is called before a fault is told, for what was said before it. */
  constructor(room: string, house: HostServices, before: () => void) {
    this.#room = room;
    this.#house = house;
    this.#before = before;
  }

  /** The latest one; null while there was none. */
  get last(): Fault | null {
    return this.#last;
  }

  /** Remembers and tells it. One that stops the room is always told. */
  report(raw: Fault): Fault {
    const now = performance.now();
    if (!raw.stops && this.#rate.waitMs(1, now) > 0) return fitFault({ ...raw, stack: [] });
    this.#rate.take(1, now);
    const fault = fitFault(raw);
    this.#last = fault;
    this.#before();
    this.#house.channel.tell({ type: "fault", room: this.#room, fault: toWire(fault) });
    return fault;
  }
}

/** The learner's own words may stand in a fault: harmless, and no longer than the protocol allows. */
export function fitFault(fault: Fault): Fault {
  return {
    ...fault,
    message: terminalText(fault.message, 4000),
    stack: fault.stack.slice(0, 64).map((line) => plainText(line, 1000)),
  };
}

/** The same with arrays that the channel's schema may own. */
export function toWire(fault: Fault): Fault & { stack: string[] } {
  return { ...fault, stack: [...fault.stack] };
}

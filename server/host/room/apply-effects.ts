// Carries out what a handler asks for: the way out of a room.

import type { Effect, Fault, PeerId } from "../../protocol/guest.ts";
import { closeCodes, controlPayloadBytes, opcodes } from "../../protocol/rfc6455.ts";
import type { HostServices } from "../host-services.ts";
import { closeReason } from "../terminal-text.ts";
import type { Faults } from "./faults.ts";
import type { Peer } from "./peer.ts";
import { faultReason, type Peers } from "./peers.ts";
import type { Upgrades } from "./pending-upgrades.ts";
import type { Pongs } from "./pongs.ts";
import type { Console } from "./room-console.ts";
import { Outbox } from "./room-outbox.ts";

export interface EffectsOptions {
  readonly house: HostServices;
  readonly members: Peers;
  readonly pongs: Pongs;
  readonly upgrades: Upgrades;
  readonly console: Console;
  readonly faults: Faults;
  now(): number;
}

type Message = Extract<Effect, { readonly type: "text" | "binary" | "ping" | "pong" }>;

export class Effects {
  readonly #options: EffectsOptions;
  readonly #outbox = new Outbox();

  constructor(options: EffectsOptions) {
    this.#options = options;
  }

  /** In order; everything is written when it returns. `version` made them. */
  applyAll(effects: readonly Effect[], version: number) {
    for (const effect of effects) this.#apply(effect, version);
    this.#flush();
  }

  /** Of a handler that is retired or did not load, only what it says counts. */
  applySpoken(effects: readonly Effect[], version: number) {
    for (const effect of effects) {
      if (effect.type === "log") this.#print(effect, version);
      if (effect.type === "cut") this.#options.console.miss(effect.lines);
      if (effect.type === "fault") this.#options.faults.report(effect.fault);
    }
  }

  #apply(effect: Effect, version: number) {
    switch (effect.type) {
      case "text":
      case "binary":
      case "ping":
      case "pong":
        return this.#send(effect);
      case "close":
        return this.#end(effect.peer, (peer) => peer.close(effect.code, effect.reason, effect.line));
      case "terminate":
        return this.#end(effect.peer, (peer) => peer.terminate());
      case "reportFlow":
        return this.#reportFlow(effect.peer);
      case "pause":
        return this.#options.members.pause(effect.peer);
      case "resume":
        return this.#options.members.resume(effect.peer);
      case "upgraded":
        this.#flush();
        return this.#options.upgrades.answer(effect.ticket, effect.answer);
      case "log":
        return this.#print(effect, version);
      case "cut":
        return this.#options.console.miss(effect.lines);
      case "fault":
        return this.#fault(effect.fault);
      case "unread":
        // Only means something after `retire`; the room looks for it there.
        return;
      default:
        effect satisfies never;
    }
  }

  #send({ type, peer: id, data, line = null }: Message) {
    const peer = this.#options.members.get(id);
    if (!peer?.open) return;
    const control = type === "ping" || type === "pong";
    if (data.length > (control ? controlPayloadBytes : this.#options.house.limits.messageBytes))
      return this.#tooBig(peer);
    this.#outbox.put(peer, { opcode: opcodes[type], data, line });
    if (type === "ping") this.#options.pongs.pinged(id);
  }

  #tooBig(peer: Peer): void {
    this.#flush();
    peer.close(closeCodes.messageTooBig, "the handler sent a message that is too big");
  }

  /** Writes everything sent so far first, to all peers: clients observe sends and ends in the handler's order. */
  #end(id: PeerId, act: (peer: Peer) => void): void {
    this.#options.members.resume(id);
    const peer = this.#options.members.get(id);
    if (!peer) return;
    this.#flush();
    act(peer);
  }

  #print({ level, text, line }: Extract<Effect, { readonly type: "log" }>, version: number): void {
    this.#options.console.print({ level, text, line, atMs: this.#options.now(), version });
  }

  #fault(raw: Fault): void {
    const fault = this.#options.faults.report(raw);
    if (fault.peer === null) return;
    this.#end(fault.peer, (peer) => peer.close(closeCodes.internalError, closeReason(faultReason(fault))));
  }

  #reportFlow(id: PeerId): void {
    const { members } = this.#options;
    const peer = members.get(id);
    if (!peer) return;
    this.#flush();
    members.reportFlow(peer);
  }

  #flush(): void {
    for (const peer of this.#outbox.flushAll()) this.#afterWrite(peer);
  }

  #afterWrite(peer: Peer) {
    const { house, members } = this.#options;
    if (peer.unsent > house.limits.unsentBytes) return this.#tooSlow(peer);
    members.afterWrite(peer);
  }

  #tooSlow(peer: Peer): void {
    const limit = `${this.#options.house.limits.unsentBytes >> 10} KiB`;
    peer.close(closeCodes.tryAgainLater, `more than ${limit} waited to be read`);
    const text = `Socket ${peer.id} reads too slowly: more than ${limit} waited for it, so it was closed with 1013.`;
    this.#options.console.note(text, this.#options.now());
  }
}

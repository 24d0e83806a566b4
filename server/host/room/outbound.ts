// Applies a handler's effects: gathers each turn's frames per peer, writes them at once, and closes slow clients.
import type { Effect, Fault, PeerId, Program } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";
import { closeCodes, controlPayloadBytes, opcodes } from "../../protocol/rfc6455.ts";
import type { PendingUpgrades } from "../handshake.ts";
import type { RoomCalls } from "../offload/room-calls.ts";
import { closeReason } from "../terminal-text.ts";
import { encodeFrames, type OutFrame } from "../wire/tap.ts";
import type { Dials } from "./dials.ts";
import type { Peer, SentFrame } from "./peer.ts";
import type { Peers, RoomParts } from "./peers.ts";

interface OutboundOptions extends RoomParts {
  readonly limits: Limits;
  readonly peers: Peers;
  readonly upgrades: PendingUpgrades;
  readonly calls: RoomCalls;
  readonly dials: Dials;
  onAwaitShutdown(program: Program): void;
}

type Message = Extract<Effect, { readonly type: "text" | "binary" | "ping" | "pong" }>;

type PendingFrames = Map<PeerId, { readonly peer: Peer; readonly frames: (OutFrame & SentFrame)[] }>;

export class Outbound {
  readonly #options: OutboundOptions;
  /**
   * Frames of the current turn that are not written yet. Replaced rather than cleared: V8 keeps the contents of a cleared
   * map, and, once they are old, those of all later turns (docs/decisions/garbage-of-hosts.md).
   */
  #pending: PendingFrames = new Map();

  constructor(options: OutboundOptions) {
    this.#options = options;
  }

  /** Applies the effects of a handler in order. All frames are written when it returns. */
  apply(effects: readonly Effect[], program: Program) {
    for (const effect of effects) this.#apply(effect, program);
    this.#flush();
  }

  #apply(effect: Effect, program: Program) {
    const { peers, upgrades, reports } = this.#options;
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
        return peers.pause(effect.peer);
      case "resume":
        return peers.resume(effect.peer);
      case "upgraded":
        this.#flush();
        return upgrades.resolve(effect.ticket, effect.answer);
      case "log":
        return reports.print({ ...effect, version: program.version });
      case "dropped":
        return reports.addDropped(effect.lines);
      case "fault":
        return this.#crash(reports.reportFault(effect.fault));
      case "offloader":
      case "offload":
      case "cancelOffload":
        return this.#options.calls.apply(effect, program);
      case "dial":
        return this.#options.dials.add(effect.id, effect.url);
      case "cancelDial":
        return this.#options.dials.cancel(effect.id);
      case "awaitShutdown":
        this.#options.onAwaitShutdown(program);
        return;
      case "unread":
        // Only has a meaning after `retire`, where the hot swap reads it.
        return;
      default:
        effect satisfies never;
    }
  }

  #send({ type, peer: id, data, line = null }: Message) {
    const { peers, limits, clock } = this.#options;
    const peer = peers.get(id);
    if (!peer?.open) return;
    const isControl = type === "ping" || type === "pong";
    if (data.length > (isControl ? controlPayloadBytes : limits.messageBytes)) {
      return this.#end(id, () => peer.close(closeCodes.messageTooBig, "the handler sent a message that is too big"));
    }
    const frame = { opcode: opcodes[type], data, line };
    const pending = this.#pending.get(id);
    if (pending) pending.frames.push(frame);
    else this.#pending.set(id, { peer, frames: [frame] });
    if (type === "ping") clock.pongs.pinged(id);
  }

  #crash({ peer: id, message }: Fault): void {
    if (id === null) return;
    this.#end(id, (peer) => peer.close(closeCodes.internalError, closeReason(`handler crashed: ${message}`)));
  }

  /** Ends a socket, after writing all pending frames: clients observe sends and ends in the handler's order. */
  #end(id: PeerId, end: (peer: Peer) => void): void {
    const { peers } = this.#options;
    peers.resume(id);
    const peer = peers.get(id);
    if (!peer) return;
    this.#flush();
    end(peer);
  }

  #reportFlow(id: PeerId): void {
    const { peers } = this.#options;
    const peer = peers.get(id);
    if (!peer) return;
    this.#flush();
    peers.reportFlow(peer);
  }

  #flush(): void {
    if (this.#pending.size === 0) return;
    const pending = this.#pending;
    this.#pending = new Map();
    for (const { peer, frames } of pending.values()) {
      if (peer.open) peer.write(encodeFrames(frames), frames);
    }
    for (const { peer } of pending.values()) if (peer.open) this.#afterWrite(peer);
  }

  #afterWrite(peer: Peer): void {
    const { limits, peers } = this.#options;
    peers.countUnsent(peer);
    if (peer.unsent > limits.unsentBytes) this.#closeTooSlow(peer);
    else peers.afterWrite(peer);
  }

  #closeTooSlow(peer: Peer): void {
    const { limits, reports } = this.#options;
    const limit = `${limits.unsentBytes >> 10} KiB`;
    peer.close(closeCodes.tryAgainLater, `more than ${limit} unsent`);
    reports.note(`Socket ${peer.id} reads too slowly: over ${limit} was waiting for it, so it was closed with 1013.`);
  }
}

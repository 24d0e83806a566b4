// Feed of a visitor's room: its console, faults, and the frames of other clients, which are those of the client page.

import type { Frame } from "../../server/protocol/frame.ts";
import { snippetLesson } from "../../server/protocol/lesson-names.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { opcodes } from "../../server/protocol/rfc6455.ts";
import { pageToken } from "../clients/connection/connection.ts";
import { LiveChannel } from "../net/channel.ts";
import { socketUrl } from "../net/socket-url.ts";
import { fromBase64, hex } from "../ui/bytes.ts";
import type { RunOutput } from "./run-output.ts";

/** The name of the page's own client. */
export const ownName = "You";

export interface RoomFeedOptions {
  readonly snippet: string;
  readonly room: string;
  readonly output: RunOutput;
  readonly onProblem: (lines: readonly number[]) => void;
}

/** In a handshake, or in the state of the room. */
type Introduced = { readonly peer: number | null; readonly client: string; readonly page?: string | undefined };

interface Peer {
  readonly name: string;
  readonly isOwn: boolean;
}

export class RoomFeed {
  readonly #options: RoomFeedOptions;
  readonly #channel: LiveChannel;
  readonly #peers = new Map<number, Peer>();
  readonly #following = Promise.withResolvers<void>();

  constructor(options: RoomFeedOptions) {
    this.#options = options;
    this.#channel = new LiveChannel(socketUrl(`/live?room=${options.room}`));
    this.#channel.subscribe((message) => this.#receive(message));
    // A server that has restarted no longer knows the room.
    this.#channel.state.subscribe(() => {
      if (this.#channel.state.get().phase === "waiting") this.dispose();
    });
  }

  /** Resolves once the server reports what happens in the room, or once it is clear that it will not. */
  get following(): Promise<void> {
    return this.#following.promise;
  }

  dispose(): void {
    this.#channel.dispose();
    this.#following.resolve();
  }

  #receive(message: ToPage): void {
    const { snippet, output, onProblem } = this.#options;
    switch (message.type) {
      case "hello":
        this.#channel.send({ type: "follow", lesson: snippetLesson(snippet), frames: true });
        return;
      case "handshake":
        this.#learn(message.handshake);
        return;
      case "following":
      case "state":
        for (const peer of message.state?.peers ?? []) this.#learn(peer);
        this.#following.resolve();
        return;
      case "notice":
        this.#following.resolve();
        return;
      case "frames":
        for (const frame of message.frames) this.#show(frame);
        return;
      case "console":
        for (const { text, line, level } of message.lines) output.print({ text, line, level });
        return;
      case "fault":
        output.problem(message.fault);
        onProblem(message.fault.line === null ? [] : [message.fault.line]);
        return;
      default:
        return;
    }
  }

  #learn({ peer, client, page }: Introduced): void {
    if (peer !== null)
      this.#peers.set(peer, { name: client || `#${peer}`, isOwn: page === pageToken && client === ownName });
  }

  /** The page's own client shows its messages itself. */
  #show({ peer, direction, opcode, payload }: Frame): void {
    const { name, isOwn } = this.#peers.get(peer) ?? { name: `#${peer}`, isOwn: false };
    const bytes = fromBase64(payload);
    const kind = opcode === opcodes.text ? "text" : "binary";
    if (isOwn || (opcode !== opcodes.text && opcode !== opcodes.binary)) return;
    const text = kind === "text" ? new TextDecoder().decode(bytes) : hex(bytes);
    this.#options.output.frame({ client: name, direction, kind, text });
  }
}

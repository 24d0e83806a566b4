// One run of the landing page's handler: the room, its two clients, and their frames.
import { type Hop, type PeerName, peerNames } from "../../server/protocol/exchange.ts";
import type { Frame } from "../../server/protocol/frame.ts";
import { opcodeName } from "../../server/protocol/rfc6455.ts";
import { CellSession } from "../cells/cell-session.ts";
import { loadCell, type Problem, restartCell } from "../cells/run-view.ts";
import { clientOf } from "../clients/clients-state.ts";
import { parseCommands } from "../lesson/run-try.ts";
import { fromBase64 } from "../ui/bytes.ts";
import { printable } from "../ui/printable.ts";
import { until } from "../ui/until.ts";

const connectMs = 10_000;

export interface RunOptions {
  readonly id: string;
  readonly source: string;
  /** JSON, as the server wrote it. */
  readonly commands: string;
  readonly onFrames: (hops: readonly Hop[]) => void;
  readonly onFault: (problem: Problem) => void;
}

export type Started = { readonly ok: true; readonly run: Run } | { readonly ok: false; readonly problem: Problem };

/** Loads the code and connects the clients, who then send what the page says. */
export async function start(options: RunOptions): Promise<Started> {
  const loaded = await loadCell(options.id, options.source);
  if (loaded.ok) return { ok: true, run: new Run(options, loaded) };
  return { ok: false, problem: loaded.problems[0] ?? { line: null, message: "The code does not run." } };
}

type Loaded = Extract<Awaited<ReturnType<typeof loadCell>>, { readonly ok: true }>;

export class Run {
  readonly #session: CellSession;
  readonly #options: RunOptions;
  readonly #version: number;
  readonly #talked: Promise<void>;
  #seen = 0;
  #hasFault = false;

  constructor(options: RunOptions, { url, version }: Loaded) {
    this.#options = options;
    this.#version = version;
    const onFault = ({ line, message }: Problem) => {
      this.#hasFault = true;
      options.onFault({ line, message });
    };
    const restart = () => restartCell(options.id, options.source);
    this.#session = new CellSession({ id: options.id, url, goToLine: () => {}, onFault, restart });
    this.#session.wire.subscribe(() => this.#readWire());
    this.#talked = this.#talk();
  }

  /** Another run has to take its place before anything is sent. */
  get isOver(): boolean {
    return this.#session.wasDisconnected;
  }

  /** After what the page says. Resolves to null, or to why it cannot be sent. A client that is closed connects again. */
  async send(client: string, text: string): Promise<string | null> {
    await this.#talked;
    const { clients, clientList } = this.#session;
    const problem = clients.send(client, "text", text);
    if (problem !== null) return problem;
    const phase = () => clientOf(clientList.get(), client)?.phase;
    await until(() => phase() !== "connecting", { on: [clientList], withinMs: connectMs });
    return phase() === "open" ? null : `${client} could not connect. Run the handler again.`;
  }

  dispose(): void {
    this.#session.dispose();
    this.#session.wire.dispose();
  }

  async #talk(): Promise<void> {
    const message = await this.#session.run(parseCommands(this.#options.commands) ?? [], () => {});
    // A fault says why the clients are closed.
    if (message !== null && !this.#hasFault) this.#options.onFault({ line: null, message });
  }

  #readWire(): void {
    const { entries } = this.#session.wire.log;
    const hops: Hop[] = [];
    for (; this.#seen < entries.next; this.#seen++) {
      const entry = entries.at(this.#seen);
      // The sockets of the run before are still being closed.
      const isOurs = entry?.what === "frame" && entry.frame.version >= this.#version;
      const hop = isOurs ? hopOf(entry.peer.name, entry.frame) : null;
      if (hop !== null) hops.push(hop);
    }
    if (hops.length > 0) this.#options.onFrames(hops);
  }
}

const longestText = 120;

/** Null for a frame of a client that the page does not show. */
export function hopOf(client: string, { direction, opcode, length, payload }: Frame): Hop | null {
  const name = peerNames.find((each): each is PeerName => each === client);
  if (name === undefined) return null;
  const bytes = fromBase64(payload);
  const kind = opcodeName(opcode);
  const isMessage = kind === "text" || kind === "binary" || kind === "continuation";
  return { client: name, direction, text: textOf(kind, bytes, length), isMessage };
}

function textOf(kind: ReturnType<typeof opcodeName>, bytes: Uint8Array, length: number): string {
  if (kind === "text") return shortened(new TextDecoder().decode(bytes));
  if (kind === "close") return closeText(bytes);
  return `${kind}, ${length} ${length === 1 ? "byte" : "bytes"}`;
}

/** The payload of a close frame is its code, in two bytes, and the reason (RFC 6455 §5.5.1). */
function closeText(bytes: Uint8Array): string {
  const [high, low] = bytes;
  if (high === undefined || low === undefined) return "close";
  return shortened(`close ${high * 256 + low} ${new TextDecoder().decode(bytes.subarray(2))}`.trimEnd());
}

function shortened(text: string): string {
  return printable(text.length > longestText ? `${text.slice(0, longestText)}…` : text) || "(empty)";
}

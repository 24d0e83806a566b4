// One run of the landing page's handler: the room, its two clients, and their frames.
import type { Hop } from "../../server/protocol/exchange.ts";
import { CellSession, parseCommands } from "../cells/cell-session.ts";
import { loadCell, restartCell } from "../cells/load-cell.ts";
import type { Problem } from "../cells/run-view.ts";
import { clientOf } from "../clients/clients-state.ts";
import { until } from "../ui/until.ts";
import { hopOf } from "./frame-hop.ts";

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
    const message = await this.#session.run(parseCommands(this.#options.commands), () => {});
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

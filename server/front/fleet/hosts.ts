// The fleet of hosts: spawned, watched, and replaced from a warm spare when one dies or falls silent.
import type { Logger } from "pino";
import type { Limits } from "../../protocol/limits.ts";
import { type HostNews, HostProcess } from "./host-process.ts";

const beatMs = 250;
const bootMs = 20_000;
const longestPauseMs = 5_000;

export interface HostsOptions {
  /** How many take rooms; one more is kept warm. */
  readonly count: number;
  readonly limits: Limits;
  readonly log: Logger;
  readonly entry: string;
  onMessage(host: HostProcess, message: HostNews): void;
  /** A host is gone and its place is taken. `blamed` is the room whose turn ran in it, if one did. */
  onLost(host: HostProcess, blamed: string | null): void;
}

export class Hosts implements AsyncDisposable {
  readonly #options: HostsOptions;
  readonly #active = new Set<HostProcess>();
  #spare: HostProcess | null = null;
  #numbers = 0;
  #lost = 0;
  /** Hosts in a row that ended before they were ready. */
  #stillborn = 0;
  /** Until every first host was ready, one that ends is no loss to make good but a server that cannot start. */
  #started = false;
  #closing = false;
  #lastBeat = performance.now();
  readonly #heart: NodeJS.Timeout;
  readonly #respawns = new Set<NodeJS.Timeout>();

  constructor(options: HostsOptions) {
    this.#options = options;
    for (let index = 0; index < options.count; index++) this.#active.add(this.#spawn());
    this.#spare = this.#spawn();
    this.#heart = setInterval(() => this.#beat(), beatMs);
  }

  get active(): readonly HostProcess[] {
    return [...this.#active];
  }

  /** Hosts that ended without being asked to. */
  get lost(): number {
    return this.#lost;
  }

  /** Settles when every host can take rooms; rejects with the first one's trouble when one cannot start. */
  async ready(): Promise<void> {
    await Promise.all([...this.#active, this.#spare].map((host) => host?.ready));
    this.#started = true;
  }

  /** The one that waits for another's death. Until then it has rooms that hold others up; null while it is replaced. */
  get spare(): HostProcess | null {
    return this.#spare?.alive ? this.#spare : null;
  }

  /** The host with the fewest rooms; null while none is there. */
  leastLoaded(): HostProcess | null {
    const hosts = [...this.#active].filter((host) => host.alive);
    return hosts.reduce<HostProcess | null>((least, host) => (least && least.rooms <= host.rooms ? least : host), null);
  }

  async drain(reason: string, withinMs: number): Promise<void> {
    const all = [...this.#active, this.#spare].filter((host) => host !== null);
    await Promise.all(all.map((host) => host.drain(reason, withinMs)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    clearInterval(this.#heart);
    for (const respawn of this.#respawns) clearTimeout(respawn);
    const all = [...this.#active, this.#spare].filter((host) => host !== null);
    await Promise.all(all.map((host) => host.kill(null)));
  }

  #spawn(): HostProcess {
    const { limits, log, entry, onMessage } = this.#options;
    const onGone = (host: HostProcess, blamed: string | null) => this.#replace(host, blamed);
    const host = new HostProcess({ number: ++this.#numbers, limits, log, entry, onMessage, onGone });
    const tooLate = setTimeout(() => void host.kill("it did not start in time"), bootMs);
    const settled = () => clearTimeout(tooLate);
    host.ready.then(settled, settled);
    host.ready.then(
      () => (this.#stillborn = 0),
      () => this.#stillborn++,
    );
    return host;
  }

  #replace(host: HostProcess, blamed: string | null): void {
    if (this.#closing || !this.#started) return;
    this.#lost++;
    if (host === this.#spare) this.#spare = null;
    const wasActive = this.#active.delete(host);
    if (wasActive && this.#spare !== null) this.#active.add(this.#spare);
    if (wasActive) this.#spare = null;
    this.#refill();
    this.#options.onLost(host, blamed);
  }

  /** Spawns what is missing, at once unless hosts keep dying before they are ready. */
  #refill(): void {
    const pause = this.#stillborn === 0 ? 0 : Math.min(longestPauseMs, 100 * 2 ** this.#stillborn);
    const refill = () => {
      this.#respawns.delete(timer);
      while (this.#active.size < this.#options.count) this.#active.add(this.#spawn());
      this.#spare ??= this.#spawn();
    };
    const timer = setTimeout(refill, pause);
    this.#respawns.add(timer);
  }

  /** A beat that comes late says that the front itself was held up: then nobody's silence counts. */
  #beat(): void {
    const now = performance.now();
    const heldUp = now - this.#lastBeat > 2 * beatMs;
    this.#lastBeat = now;
    const most = Math.max(1, Math.round(this.#options.limits.hostSilentMs / beatMs));
    for (const host of [...this.#active, this.#spare].filter((one) => one !== null)) {
      if (heldUp) host.forgive();
      if (host.beat() >= most) void host.kill(`it did not answer for ${this.#options.limits.hostSilentMs} ms`);
    }
  }
}

// The hosts: placed by load, and replaced from a warm spare when one dies or stops responding.
import { type Spares, Supervisor } from "../../processes/supervisor.ts";
import { type HostOptions, HostProcess } from "./host-process.ts";

export interface HostsOptions extends Omit<HostOptions, "number" | "warmUp"> {
  /** Hosts that take rooms, without the spare. */
  readonly count: number;
  readonly spares: Spares;
  /** A host is gone and has been replaced. `blamed` is the room that was running in it, if any. */
  onLost(host: HostProcess, blamed: string | null): void;
}

export class Hosts extends Supervisor<HostProcess> {
  #lastNumber = 0;
  /** Hosts that ended without being shut down. */
  lost = 0;
  /** Until then, a host that ends makes the start fail and is not a loss. */
  #isReady = false;

  constructor({ count, spares, onLost, ...options }: HostsOptions) {
    super({
      name: "The host",
      count,
      spares,
      create: () => new HostProcess({ ...options, warmUp: spares !== "none", number: ++this.#lastNumber }),
      onLost: (host) => {
        if (!this.#isReady) return;
        this.lost++;
        onLost(host, host.blamed);
      },
    });
    this.start();
  }

  /** Resolves when every host can take rooms; rejects if one cannot start. */
  override async ready(): Promise<void> {
    await super.ready();
    this.#isReady = true;
  }

  /** The host with the fewest rooms; null while there is none. */
  leastLoaded(): HostProcess | null {
    const [first = null, ...others] = this.active;
    return others.reduce((least, host) => (least !== null && load(least) <= load(host) ? least : host), first);
  }

  async drain(reason: string, withinMs: number): Promise<void> {
    const all = this.spare === null ? this.active : [...this.active, this.spare];
    await Promise.all(all.map((host) => host.drain(reason, withinMs)));
  }
}

function load({ rooms, opening }: HostProcess): number {
  return rooms + opening;
}

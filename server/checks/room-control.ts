// A check's control of the room itself: moves its clock, asks its handler to stop, and starts the code again.
import type { ShutdownAnswer } from "../protocol/checks.ts";
import { shutdownSchema } from "../protocol/host.ts";
import type { CheckSession } from "./check-session.ts";

export class RoomControl {
  readonly #session: CheckSession;

  constructor(session: CheckSession) {
    this.#session = session;
  }

  /**
   * Asks the handler to stop, as a deploy does, and gives it its time (`shutdown.graceMs`) if it listens; then closes the
   * sockets that are left with 1012.
   */
  shutdown(): Promise<void> {
    return this.#session.enqueue(() => this.#shutdown("was asked to stop"));
  }

  /** Like `shutdown`; then the same code starts again: its modules' state is lost, and `storage` is not. */
  restart(): Promise<void> {
    return this.#session.enqueue(async () => {
      const { room } = this.#session;
      await this.#shutdown("was restarted");
      await room.request({ what: "restart", room: room.id, crash: false });
      await room.settle();
    });
  }

  /** The handler ends without notice, and its clients' connections are cut (1006); then the same code starts again. */
  crash(): Promise<void> {
    return this.#session.enqueue(async () => {
      const { room } = this.#session;
      await room.settle();
      this.#note("crashed");
      await room.request({ what: "restart", room: room.id, crash: true });
      await room.settle();
    });
  }

  /** From now on no offloaded call ends, so that a client can act while another one's runs; until `releaseCalls`. */
  holdCalls(): Promise<void> {
    return this.#session.enqueue(() => this.#session.room.holdCalls(true));
  }

  releaseCalls(): Promise<void> {
    return this.#session.enqueue(() => this.#session.room.holdCalls(false));
  }

  async #shutdown(what: string): Promise<void> {
    const { room } = this.#session;
    const { isAwaited, graceMs } = await this.#ask(false);
    this.#note(what);
    await room.settle();
    if (isAwaited) await this.#waitForClients(graceMs);
    await this.#ask(true);
    await room.settle();
  }

  /** In the transcript, and at the beginning of the sentence for a failure. */
  #note(what: string): void {
    const { clients } = this.#session;
    this.#session.record({ client: null, kind: "note", what: "shutdown", text: `The handler ${what}` });
    for (const client of clients) client.happened({ client: null, text: `After the handler ${what}` });
  }

  /** Until every client is disconnected, for `graceMs` at most. */
  async #waitForClients(graceMs: number): Promise<void> {
    const { room } = this.#session;
    const step = room.stepper(room.nowMs + graceMs);
    const isAnyOpen = () => this.#session.clients.some(({ connection }) => connection !== null && !connection.ended);
    while (isAnyOpen() && (await step())) await room.settle();
  }

  async #ask(end: boolean): Promise<ShutdownAnswer> {
    const { room } = this.#session;
    await room.settle();
    return shutdownSchema.parse(await room.request({ what: "shutdown", room: room.id, end }));
  }
}

export interface Span {
  readonly ms?: number;
  readonly seconds?: number;
  readonly minutes?: number;
}

export class Clock {
  readonly #session: CheckSession;

  constructor(session: CheckSession) {
    this.#session = session;
  }

  /** Lets this much time pass in the room, immediately on a stepped clock. Clients answer pings on the way. */
  advance({ ms = 0, seconds = 0, minutes = 0 }: Span): Promise<void> {
    return this.#session.enqueue(async () => {
      await this.#session.room.advance(ms + seconds * 1_000 + minutes * 60_000);
      this.#session.advanced();
    });
  }

  /** Ms since the check began, as of the last thing that was awaited. */
  now(): number {
    return this.#session.room.nowMs;
  }

  /** Ms until the handler's next timer is due; null if it has none. */
  nextTimer(): Promise<number | null> {
    return this.#session.read(() => this.#session.room.nextTimerMs);
  }
}

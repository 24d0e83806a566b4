// `shutdown`: the request to stop, which comes before a deploy or a restart ends the handler.
import type { HostInterface } from "./bridge.ts";
import { AwaitableSource, notReady } from "./loop/source.ts";
import { AbortController, type AbortSignal } from "./node/event-target.ts";

/** Can be awaited and passed to `select`, any number of times. */
class Requested extends AwaitableSource<undefined> {
  readonly #promise = Promise.withResolvers<undefined>();
  #isRequested = false;

  take(): undefined | typeof notReady {
    return this.#isRequested ? undefined : notReady;
  }

  request(): void {
    this.#isRequested = true;
    this.#promise.resolve(undefined);
    this.notifyAll();
  }

  protected override asPromise(): Promise<undefined> {
    return this.#promise.promise;
  }
}

export function createShutdown(host: Pick<HostInterface, "awaitShutdown" | "limits">) {
  const controller = new AbortController();
  const requested = new Requested();
  let isAwaited = false;
  const announce = () => {
    if (!isAwaited) host.awaitShutdown();
    isAwaited = true;
  };
  return {
    /** What a handler imports. The host waits only for a handler that has used it. */
    shutdown: Object.freeze({
      get signal(): AbortSignal {
        announce();
        return controller.signal;
      },
      get requested(): Requested {
        announce();
        return requested;
      },
      graceMs: host.limits.shutdownMs,
    }),
    request() {
      requested.request();
      controller.abort(new DOMException("The handler was asked to stop", "AbortError"));
    },
  };
}

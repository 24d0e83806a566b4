// Delivers events to the guest: converts bytes to guest strings and arrays directly, without host strings.
import type { GuestEvent } from "../../protocol/guest.ts";
import type { BootImage } from "./boot-image.ts";
import type { QuickJs } from "./engine.ts";
import { exceptionValue, type Value } from "./engine-exports.ts";

export class EventCaller {
  /** Handlers in the events style receive text as bytes, so it never becomes a string. */
  textAsBytes = false;
  readonly #engine: QuickJs;
  readonly #image: BootImage;

  constructor(engine: QuickJs, image: BootImage) {
    this.#engine = engine;
    this.#image = image;
  }

  /** Returns the guest's result, or `exceptionValue`. */
  call(event: GuestEvent): Value {
    const engine = this.#engine;
    const { entries, listenerEntries: listener } = this.#image;
    switch (event.type) {
      case "text":
        return this.textAsBytes
          ? this.#data(listener.textBytes, event.peer, engine.values.newBytes(event.data))
          : this.#data(listener.text, event.peer, engine.values.newText(event.data));
      case "binary":
      case "ping":
      case "pong":
        return this.#data(listener[event.type], event.peer, engine.values.newBytes(event.data));
      case "open":
        engine.argumentInt(0, event.peer);
        engine.argumentInt(3, event.resumed ? 1 : 0);
        return this.#texts(entries.open, 1, [JSON.stringify(event.request), event.protocol], 4);
      case "upgrade":
        engine.argumentInt(0, event.ticket);
        return this.#texts(entries.upgrade, 1, [JSON.stringify(event.request)], 2);
      case "close":
        engine.argumentInt(0, event.peer);
        engine.argumentInt(1, event.code);
        return this.#texts(listener.close, 2, [event.reason], 3);
      case "error":
        engine.argumentInt(0, event.peer);
        return this.#texts(listener.error, 1, [event.code, event.message], 3);
      case "flow":
        engine.argumentInt(0, event.peer);
        engine.argumentInt(1, event.unsent);
        return engine.call(listener.flow, this.#image.listener, 2);
      case "wake":
      case "retire":
        return engine.call(listener[event.type], this.#image.listener, 0);
    }
    return event satisfies never;
  }

  #data(fn: Value, peer: number, value: Value): Value {
    if (value === exceptionValue) return value;
    this.#engine.argumentInt(0, peer);
    this.#engine.argumentValue(1, value);
    const result = this.#engine.call(fn, this.#image.listener, 2);
    this.#engine.free(value);
    return result;
  }

  /** Calls with `texts` as the arguments starting at `first`. */
  #texts(fn: Value, first: number, texts: readonly string[], argc: number): Value {
    const engine = this.#engine;
    const values = texts.map((text) => engine.values.newText(Buffer.from(text)));
    const failed = values.includes(exceptionValue);
    values.forEach((value, i) => {
      engine.argumentValue(first + i, value);
    });
    const result = failed ? exceptionValue : engine.call(fn, this.#image.listener, argc);
    for (const value of values) if (value !== exceptionValue) engine.free(value);
    return result;
  }
}

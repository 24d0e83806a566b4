// style: loop
// check: leaves-a-slow-viewer-with-the-last-value-of-each-of-its-sensors
// hint: in favour of newer ones from other sensors
// Ignores Lagged.
import { broadcast, interval, Lagged, type Sender, type Socket, type Subscription, select, spawn } from "ws101";

type Value = number | string;

type Command =
  | { type: "subscribe"; sensor: string }
  | { type: "unsubscribe"; sensor: string }
  | { type: "set"; sensor: string; value: Value };

const sensors = new Map<string, Value>([
  ["temperature", 20],
  ["door", "closed"],
  ["camera", "no picture"],
]);
/** The names of sensors that have changed. */
const changes = broadcast<string>(16);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const viewer = new Viewer(sender);
  using inbox = changes.subscribe();
  using ticks = interval(30_000);
  const pusher = spawn(() => viewer.push(inbox));
  let alive = true;
  while (!pusher.done) {
    const next = await select({ receiver, ticks });
    if (next.from === "ticks") {
      if (!alive) break;
      alive = false;
      sender.ping();
    } else if (next.value === null) {
      break;
    } else if (next.value.type === "pong") {
      alive = true;
    } else if (next.value.type === "text") {
      viewer.obey(parse(next.value.data));
    }
  }
  pusher.abort();
}

class Viewer {
  readonly #sender: Sender;
  /** The sensors subscribed to, each with the value last sent. */
  readonly #shown = new Map<string, Value>();

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  obey(command: Command | null) {
    if (command === null) return void this.#send({ type: "error", message: "send a command for a sensor, as JSON" });
    const { sensor } = command;
    if (command.type === "unsubscribe") this.#shown.delete(sensor);
    else if (command.type === "subscribe") this.#show(sensor);
    else if (sensors.get(sensor) !== command.value) {
      sensors.set(sensor, command.value);
      changes.send(sensor);
    }
  }

  async push(inbox: Subscription<string>) {
    for await (const change of inbox) {
      // Which changes were lost is unknown, so every sensor may have changed.
      for (const sensor of change instanceof Lagged ? [] : [change]) {
        if (this.#shown.has(sensor) && this.#shown.get(sensor) !== sensors.get(sensor)) await this.#show(sensor);
      }
    }
  }

  #show(sensor: string) {
    const value = sensors.get(sensor) ?? "";
    this.#shown.set(sensor, value);
    return this.#send({ type: "value", sensor, value });
  }

  #send(message: { type: "value"; sensor: string; value: Value } | { type: "error"; message: string }) {
    return this.#sender.send(JSON.stringify(message));
  }
}

/** Returns null for anything that is not a valid command. */
function parse(text: string): Command | null {
  let command: Partial<Record<"type" | "sensor" | "value", unknown>> | null;
  try {
    command = JSON.parse(text);
  } catch {
    return null;
  }
  const { type, sensor, value } = command ?? {};
  if (typeof sensor !== "string" || !sensors.has(sensor)) return null;
  if (type === "subscribe" || type === "unsubscribe") return { type, sensor };
  const isValue = typeof value === "number" || typeof value === "string";
  return type === "set" && isValue ? { type, sensor, value } : null;
}

// Sends only while nothing is queued.
import { type WebSocket, WebSocketServer } from "ws";

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
const viewers = new Set<Viewer>();
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const viewer = new Viewer(socket);
  viewers.add(viewer);
  let alive = true;

  const heartbeat = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, 30_000);
  const refresh = setInterval(() => viewer.push(), 1_000);

  socket.on("pong", () => {
    alive = true;
  });

  socket.on("message", (data, isBinary) => {
    if (!isBinary) viewer.obey(parse(data.toString()));
  });

  socket.on("close", () => {
    clearInterval(heartbeat);
    clearInterval(refresh);
    viewers.delete(viewer);
  });
});

class Viewer {
  readonly #socket: WebSocket;
  /** The sensors subscribed to, each with the value last sent. */
  readonly #shown = new Map<string, Value>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  obey(command: Command | null) {
    if (command === null) return this.#send({ type: "error", message: "send a command for a sensor, as JSON" });
    const { sensor } = command;
    if (command.type === "unsubscribe") this.#shown.delete(sensor);
    else if (command.type === "subscribe") this.#show(sensor);
    else if (sensors.get(sensor) !== command.value) {
      sensors.set(sensor, command.value);
      for (const viewer of viewers) viewer.push();
    }
  }

  /** Sends what has changed. A slow viewer is skipped, and gets the latest value at a later push. */
  push() {
    for (const [sensor, value] of this.#shown) {
      if (value !== sensors.get(sensor) && this.#socket.bufferedAmount === 0) this.#show(sensor);
    }
  }

  #show(sensor: string) {
    const value = sensors.get(sensor) ?? "";
    this.#shown.set(sensor, value);
    this.#send({ type: "value", sensor, value });
  }

  #send(message: { type: "value"; sensor: string; value: Value } | { type: "error"; message: string }) {
    this.#socket.send(JSON.stringify(message));
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

import { WebSocketServer } from "ws";

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
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const command = parse(data.toString());
    // TODO: handle the commands, push changes, expect pongs, and send less to slow viewers.
    if (command === null) return;
    console.log(command.type, command.sensor, sensors.get(command.sensor));
  });
});

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

import { broadcast, Lagged, type Sender, type Socket, type Subscription, spawn } from "ws101";

type Request = { type: "say"; text: string } | { type: "name"; name: string };

type Line = { type: "said"; name: string; text: string } | { type: "notice"; text: string };

const room = broadcast<Line>(64);
/** Sent to those who join later. */
const recent: Line[] = [];

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  using inbox = room.subscribe();
  let name = `Guest ${socket.id}`;
  for (const line of [...recent]) await send(sender, line);
  spawn(() => forward(inbox, sender));

  publish({ type: "notice", text: `${name} joined` });
  for await (const message of receiver) {
    const request = message.type === "text" ? parse(message.data) : null;
    if (request?.type === "say") publish({ type: "said", name, text: request.text });
    if (request?.type === "name") {
      publish({ type: "notice", text: `${name} is now ${request.name}` });
      name = request.name;
    }
  }
  publish({ type: "notice", text: `${name} left` });
}

function publish(line: Line) {
  recent.push(line);
  if (recent.length > 20) recent.shift();
  room.send(line);
}

/** Forwards what others say to this client, at its own pace. */
async function forward(inbox: Subscription<Line>, sender: Sender) {
  for await (const line of inbox) {
    await send(sender, line instanceof Lagged ? { type: "notice", text: `You missed ${line.missed} lines` } : line);
  }
}

function send(sender: Sender, line: Line) {
  return sender.send(JSON.stringify(line));
}

/** Returns null for anything that is not a request. */
function parse(text: string): Request | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("type" in value)) return null;
  if (value.type === "say" && "text" in value) return { type: "say", text: String(value.text).slice(0, 500) };
  if (value.type === "name" && "name" in value) return { type: "name", name: String(value.name).slice(0, 30) };
  return null;
}

import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

/** What a client may call by name. */
const calls: Record<string, (text: string) => string> = {
  shout: (text) => text.toUpperCase(),
  reverse: (text) => [...text].reverse().join(""),
};

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const [id, name = "", text = ""] = String(data).split(" ");
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    socket.send(call ? `${id} ok ${call(text)}` : `${id} error: no ${name}`);
  });
});

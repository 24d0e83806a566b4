import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.close(1003, "text only");
    const text = data.toString("utf8");
    const match = text.match(/^close (\d+)$/);
    if (!match) {
      socket.send(`text of length ${data.byteLength}`);
      return;
    }
    try {
      socket.close(Number(match[1]));
    } catch {
      socket.send(`cannot send ${match[1]}`);
    }
  });
  socket.on("ping", (data) => socket.send(`ping of length ${data.length}`));
  socket.on("pong", (data) => socket.send(`pong of length ${data.length}`));
});

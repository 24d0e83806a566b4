import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    // TODO: for a client that does not read, stop taking orders, and keep no more than the newest 32 prices.
    if (text.startsWith("price ")) for (const client of wss.clients) client.send(text);
    else socket.send(`ok: ${text}`);
  });
});

import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 8080,
  verifyClient: ({ req }, decide) => {
    const { searchParams } = new URL(req.url, "ws://localhost");
    decide(searchParams.get("token") === "sesame", 401);
  },
});

wss.on("connection", (socket) => {
  socket.on("error", console.error);
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});

import { type IncomingMessage, WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }: { req: IncomingMessage }) =>
    new URL(req.url, "ws://localhost").searchParams.get("token") === "sesame",
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

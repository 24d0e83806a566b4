import { WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: async ({ req }, done) => {
    await Promise.resolve();
    done(new URL(req.url, "ws://localhost").searchParams.get("token") === "sesame", 401);
  },
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

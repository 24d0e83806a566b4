import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    const { searchParams } = new URL(req.url, "ws://localhost");
    if (searchParams.get("token") === "sesame") done(true);
    else done(false, 401);
  },
  handleProtocols(offered) {
    if (offered.has("chat.v2")) return "chat.v2";
    if (offered.has("chat.v1")) return "chat.v1";
    return false;
  },
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

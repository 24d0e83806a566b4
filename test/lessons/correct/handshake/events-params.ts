import { WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    if (new URLSearchParams(req.url.split("?")[1]).get("token") === "sesame") done(true);
    else done(false, 401);
  },
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

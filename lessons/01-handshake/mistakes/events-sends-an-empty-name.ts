// style: events
// check: tells-each-client-its-subprotocol-and-stays-connected
// hint: An empty name
// Sends an empty name instead of `none`.
import { WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    const { searchParams } = new URL(req.url, "ws://localhost");
    if (searchParams.get("token") === "sesame") done(true);
    else done(false, 401);
  },
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol}`);
});

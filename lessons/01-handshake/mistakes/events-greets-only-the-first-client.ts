// style: events
// check: tells-each-client-its-subprotocol-and-stays-connected
// hint: Nothing arrived
// Listens for only one connection.
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

wss.once("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

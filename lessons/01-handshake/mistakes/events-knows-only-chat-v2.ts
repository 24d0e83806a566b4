// style: events
// check: chooses-chat-v1-if-chat-v2-is-not-offered
// hint: selected no subprotocol
// Never selects chat.v1.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    const { searchParams } = new URL(req.url, "ws://localhost");
    if (searchParams.get("token") === "sesame") done(true);
    else done(false, 401);
  },
  handleProtocols: (offered) => offered.has("chat.v2") && "chat.v2",
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

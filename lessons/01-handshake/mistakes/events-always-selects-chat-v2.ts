// style: events
// check: chooses-chat-v1-if-chat-v2-is-not-offered
// hint: did not offer
// Selects a name that the client did not offer.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    const { searchParams } = new URL(req.url, "ws://localhost");
    if (searchParams.get("token") === "sesame") done(true);
    else done(false, 401);
  },
  handleProtocols: () => "chat.v2",
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

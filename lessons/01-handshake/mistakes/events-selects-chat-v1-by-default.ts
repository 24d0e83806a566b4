// style: events
// check: chooses-none-if-neither-is-offered
// hint: Select none
// Selects chat.v1 whether it is offered or not.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    const { searchParams } = new URL(req.url, "ws://localhost");
    if (searchParams.get("token") === "sesame") done(true);
    else done(false, 401);
  },
  handleProtocols: (offered) => (offered.has("chat.v2") ? "chat.v2" : "chat.v1"),
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

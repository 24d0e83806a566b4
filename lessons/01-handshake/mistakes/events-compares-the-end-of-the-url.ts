// style: events
// check: accepts-the-right-token-among-other-parameters
// hint: wherever it is
// Accepts no other parameter beside the token.
import { WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    if (req.url.endsWith("?token=sesame")) done(true);
    else done(false, 401);
  },
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

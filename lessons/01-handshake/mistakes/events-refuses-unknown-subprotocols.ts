// style: events
// check: chooses-none-if-neither-is-offered
// hint: refused
// Refuses clients that offer only names it does not speak.
import { WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    const { searchParams } = new URL(req.url, "ws://localhost");
    const offered = req.headers["sec-websocket-protocol"]?.split(/, */);
    if (searchParams.get("token") !== "sesame") done(false, 401);
    else if (offered && !offered.some((name) => spoken.includes(name))) done(false, 400);
    else done(true);
  },
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

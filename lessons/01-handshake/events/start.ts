import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    // TODO: refuse a client whose token is not "sesame" with 401. Then select chat.v2, or else chat.v1, if it is offered.
    console.log("requested:", req.url);
    done(true);
  },
});

wss.on("connection", (socket) => {
  // TODO: send the name of the subprotocol that both sides agreed on.
  socket.send("protocol: ?");
});

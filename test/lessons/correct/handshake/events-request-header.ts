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

wss.on("connection", (ws, req) => {
  console.log("connected", req.socket.remoteAddress);
  ws.on("error", console.error);
  ws.send(`protocol: ${ws.protocol ? ws.protocol : "none"}`);
});

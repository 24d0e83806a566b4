import { type IncomingMessage, WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  verifyClient,
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});

function verifyClient(
  info: { origin: string | undefined; secure: boolean; req: IncomingMessage },
  callback: (accept: boolean, code?: number, message?: string) => void,
) {
  const token = new URL(info.req.url, "http://localhost").searchParams.get("token");
  if (token !== "sesame") {
    callback(false, 401, "Unauthorized");
    return;
  }
  callback(true);
}

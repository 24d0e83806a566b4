import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 8080 });

wss.on("connection", (socket, request) => {
  socket.on("error", console.error);

  const { searchParams } = new URL(request.url, "ws://localhost");
  console.log(request.headers["user-agent"]);
  socket.send(`Welcome ${searchParams.get("name") ?? "stranger"} from ${request.socket.remoteAddress}`);
});

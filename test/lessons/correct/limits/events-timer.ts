// A timer starts the count again, and is cleared at the end.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000, maxPayload: 16 * 1024, verifyClient });

function verifyClient(
  { origin, req }: { origin: string | undefined; req: { headers: Readonly<Record<string, string | undefined>> } },
  done: (accept: boolean, code?: number) => void,
) {
  const own = `://${req.headers.host}`;
  done(!origin || origin === `http${own}` || origin === `https${own}`, 403);
}

wss.on("connection", (socket) => {
  let count = 0;
  const timer = setInterval(() => {
    count = 0;
  }, 1000);
  socket.on("close", () => clearInterval(timer));
  socket.on("error", () => {});
  socket.on("message", (data, isBinary) => {
    if (++count > 10) socket.close(1008, "rate");
    else socket.send(data, { binary: isBinary });
  });
});

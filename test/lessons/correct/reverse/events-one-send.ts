import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    const reply = isBinary ? data : Buffer.from(reversed(`${data}`));
    socket.send(reply, { binary: isBinary });
  });
});

function reversed(text: string): string {
  const clusters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return clusters.reverse().join("");
}

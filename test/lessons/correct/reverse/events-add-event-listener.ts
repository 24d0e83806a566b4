import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.addEventListener("message", ({ data, target }) => {
    if (Array.isArray(data)) return;
    target.send(typeof data === "string" ? reversed(data) : data);
  });
});

function reversed(text: string): string {
  const clusters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return clusters.reverse().join("");
}

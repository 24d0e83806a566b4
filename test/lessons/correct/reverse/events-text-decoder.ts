import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const decoder = new TextDecoder();

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send(reversed(decoder.decode(data)));
  });
});

function reversed(text: string): string {
  const clusters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return clusters.reverse().join("");
}

import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const segmenter = new Intl.Segmenter();

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send(reversed(data.toString()));
  });
});

function reversed(text: string): string {
  const graphemes = [...segmenter.segment(text)].map(({ segment }) => segment);
  return graphemes.reverse().join("");
}

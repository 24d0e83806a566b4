import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.send(data, { binary: true });
    let reply = "";
    for (const { segment } of segmenter.segment(data.toString("utf8"))) reply = segment + reply;
    socket.send(reply);
  });
});

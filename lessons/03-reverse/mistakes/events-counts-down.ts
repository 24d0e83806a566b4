// style: events
// check: keeps-characters-beyond-ascii-whole
// hint: surrogate pair
// Counts down an index, which counts code units.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send(reversed(data.toString()));
  });
});

function reversed(text: string): string {
  let result = "";
  for (let at = text.length - 1; at >= 0; at--) result += text.charAt(at);
  return result;
}

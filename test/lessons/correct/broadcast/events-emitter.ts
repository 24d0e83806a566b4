// The room is an EventEmitter.
import { EventEmitter } from "node:events";
import { WebSocketServer } from "ws";

const room = new EventEmitter();
room.setMaxListeners(0);
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let missed = 0;
  const tell = (line: string) => {
    if (socket.bufferedAmount > 200_000) return void missed++;
    if (missed > 0) socket.send(`* you missed ${missed} messages`);
    missed = 0;
    socket.send(line);
  };
  room.on("line", tell);
  room.emit("line", "* a user joined");
  socket.on("message", (data, isBinary) => isBinary || room.emit("line", `user: ${data.toString()}`));
  socket.once("close", () => {
    room.off("line", tell);
    room.emit("line", "* a user left");
  });
});

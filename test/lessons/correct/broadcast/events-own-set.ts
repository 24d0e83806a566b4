// Its own set, which a socket leaves when it closes.
import { type WebSocket, WebSocketServer } from "ws";

class Member {
  missed = 0;
  readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    this.socket = socket;
  }

  tell(line: string) {
    if (this.socket.bufferedAmount > 262_144) {
      this.missed++;
      return;
    }
    if (this.missed > 0) this.socket.send(`* you missed ${this.missed} messages`);
    this.missed = 0;
    this.socket.send(line);
  }
}

const members = new Set<Member>();
const tellAll = (line: string) => {
  for (const one of members) one.tell(line);
};
const wss = new WebSocketServer({ port: 3000, clientTracking: false });

wss.on("connection", (socket) => {
  const member = new Member(socket);
  members.add(member);
  tellAll("* a user joined");
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") tellAll(`user: ${data}`);
  };
  socket.onclose = () => {
    members.delete(member);
    tellAll("* a user left");
  };
});

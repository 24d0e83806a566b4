// style: loop
// run: connect a ?token=sesame; connect b
// shows: a receives welcome; b is refused 401

import type { Socket, Upgrade } from "ws101";

export const upgrade: Upgrade = ({ query }) => {
  return query.get("token") === "sesame" || { status: 401 };
};

export default async function handle(socket: Socket) {
  await socket.send("welcome");
  await socket.closed;
}

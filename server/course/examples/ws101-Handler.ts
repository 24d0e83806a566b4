// style: loop
// run: connect a; a send hello
// shows: a receives you said hello

import type { Handler } from "ws101";

const handle: Handler = async (socket) => {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(`you said ${message.data}`);
  }
};

export default handle;

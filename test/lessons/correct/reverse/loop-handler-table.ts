import type { Socket } from "ws101";

const segmenter = new Intl.Segmenter();
const replies = {
  text: (data: string) =>
    [...segmenter.segment(data)]
      .reverse()
      .map(({ segment }) => segment)
      .join(""),
  binary: (data: Uint8Array) => data,
};

const handle = async (socket: Socket) => {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(replies.text(message.data));
    if (message.type === "binary") await socket.send(replies.binary(message.data));
  }
};

export default handle;

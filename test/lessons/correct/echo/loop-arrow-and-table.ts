import type { BinaryMessage, Handler, Message, TextMessage } from "ws101";

const isData = (message: Message): message is TextMessage | BinaryMessage =>
  message.type === "text" || message.type === "binary";

const handle: Handler = async (socket) => {
  try {
    for await (const message of socket) if (isData(message)) await socket.send(message.data);
  } finally {
    await socket.close(1000);
  }
};

export default handle;

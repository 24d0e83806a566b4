import type { Socket } from "ws101";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

export default async function handle(socket: Socket) {
  for (let message = await socket.recv(); message !== null; message = await socket.recv()) {
    switch (message.type) {
      case "text":
        await socket.send(
          Array.from(segmenter.segment(message.data), ({ segment }) => segment)
            .reverse()
            .join(""),
        );
        break;
      case "binary":
        await socket.send(message.data);
        break;
      case "close":
        return;
    }
  }
}

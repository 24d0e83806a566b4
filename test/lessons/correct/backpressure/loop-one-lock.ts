// Each client's sends form a chain; the reader waits for its end.
import { broadcast, type Sender, type Socket, spawn } from "ws101";

const prices = broadcast<string>(32);

class Writer {
  readonly #sender: Sender;
  #last: Promise<void> = Promise.resolve();

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  write(text: string): Promise<void> {
    this.#last = this.#last.then(() => this.#sender.send(text));
    return this.#last;
  }
}

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const writer = new Writer(sender);
  using feed = prices.subscribe();
  spawn(async () => {
    for await (const price of feed) if (typeof price === "string") await writer.write(price);
  });
  for await (const { type, data } of texts(receiver)) {
    if (data.startsWith("price ")) prices.send(data);
    else await writer.write(`${type === "text" ? "ok" : ""}: ${data}`);
  }
}

async function* texts(receiver: AsyncIterable<import("ws101").Message>) {
  for await (const message of receiver) if (message.type === "text") yield message;
}

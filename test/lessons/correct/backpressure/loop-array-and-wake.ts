// An array for each client, and a promise that wakes its writer.
import type { Socket } from "ws101";

class Feed {
  readonly #waiting: string[] = [];
  #wake = Promise.withResolvers<void>();
  closed = false;

  push(price: string) {
    this.#waiting.push(price);
    if (this.#waiting.length > 32) this.#waiting.shift();
    this.#wake.resolve();
  }

  close() {
    this.closed = true;
    this.#wake.resolve();
  }

  async *[Symbol.asyncIterator]() {
    while (!this.closed) {
      const price = this.#waiting.shift();
      if (price !== undefined) yield price;
      else {
        this.#wake = Promise.withResolvers();
        await this.#wake.promise;
      }
    }
  }
}

const feeds = new Set<Feed>();

export default async function handle(socket: Socket) {
  const feed = new Feed();
  feeds.add(feed);
  const writing = (async () => {
    for await (const price of feed) await socket.send(price);
  })();
  for await (const message of socket) {
    if (message.type !== "text") continue;
    if (!message.data.startsWith("price ")) await socket.send(`ok: ${message.data}`);
    else for (const each of feeds) each.push(message.data);
  }
  feeds.delete(feed);
  feed.close();
  await writing.catch(() => {});
}

// An array of sixteen lines for each client, which drops the oldest.
import { type Sender, type Socket, spawn } from "ws101";

class Outbox {
  readonly #sender: Sender;
  readonly #lines: string[] = [];
  #missed = 0;
  #running = false;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  push(line: string) {
    this.#lines.push(line);
    if (this.#lines.length > 16) {
      this.#lines.shift();
      this.#missed += 1;
    }
    if (!this.#running) spawn(() => this.#run());
  }

  async #run() {
    this.#running = true;
    while (this.#lines.length > 0) {
      if (this.#missed > 0) {
        const missed = this.#missed;
        this.#missed = 0;
        await this.#sender.send(`* you missed ${missed} messages`);
      } else {
        await this.#sender.send(this.#lines.shift() ?? "");
      }
    }
    this.#running = false;
  }
}

const room = new Set<Outbox>();

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const outbox = new Outbox(sender);
  room.add(outbox);
  for (const one of room) one.push("* a user joined");
  for await (const message of receiver) {
    if (message.type !== "text") continue;
    for (const one of room) one.push(`user: ${message.data}`);
  }
  room.delete(outbox);
  for (const one of room) one.push("* a user left");
}

// Runs the handler in a process of its own for each check, and answers what a check asks of its room.
import { type ChildProcess, fork } from "node:child_process";
import type { CheckerRequest } from "../../protocol/checks.ts";
import type { FromRoom, RoomStart, Started, ToRoom } from "./messages.ts";

type Pending = PromiseWithResolvers<unknown>;

export class RoomProcesses implements Disposable {
  readonly #start: RoomStart;
  readonly #rooms = new Map<string, RoomProcess>();

  constructor(start: RoomStart) {
    this.#start = start;
  }

  /** Rejects with a sentence for what only ws101 itself can do. */
  async handle(request: CheckerRequest): Promise<unknown> {
    switch (request.what) {
      case "open-room":
        return await this.#open();
      case "close-room":
        return this.#close(request.room);
      case "settle":
        return await this.#room(request.room).ask({ what: "settle", clients: request.clients.map(withoutReads) });
      case "advance":
        return await this.#room(request.room).ask({ what: "advance", ms: request.ms });
      default:
        throw new Error(`This check uses ${wordsFor[request.what]}, which works only inside ws101.`);
    }
  }

  [Symbol.dispose](): void {
    for (const id of this.#rooms.keys()) this.#close(id);
  }

  async #open() {
    const room = new RoomProcess();
    const id = `room ${room.pid}`;
    this.#rooms.set(id, room);
    const { port, nowMs } = await room.start(this.#start);
    return { room: id, url: `ws://127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}`, nowMs };
  }

  #close(id: string): null {
    this.#rooms.get(id)?.end();
    this.#rooms.delete(id);
    return null;
  }

  #room(id: string): RoomProcess {
    const room = this.#rooms.get(id);
    if (room === undefined) throw new Error("This check's room is closed.");
    return room;
  }
}

const wordsFor = {
  shutdown: "room.shutdown()",
  restart: "room.restart()",
  dial: "accept()",
} as const;

type Client = Extract<CheckerRequest, { what: "settle" }>["clients"][number];

function withoutReads(client: Client): Client {
  if (client.paused && client.messages !== undefined && client.messages > 0)
    throw new Error("This check uses client.read(), which works only inside ws101.");
  return client;
}

type Question = ToRoom extends infer Each ? (Each extends { id: number } ? Omit<Each, "id"> : never) : never;

class RoomProcess {
  readonly #child: ChildProcess = fork(new URL("./room.js", import.meta.url), {
    execArgv: ["--import", new URL("./real-time.js", import.meta.url).href],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor() {
    this.#child.on("message", (message: FromRoom) => {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if ("problem" in message) pending?.reject(new Error(message.problem));
      else pending?.resolve(message.value);
    });
    this.#child.on("exit", () => {
      for (const { reject } of this.#pending.values()) reject(new Error("The handler's process has ended."));
      this.#pending.clear();
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async start(start: RoomStart): Promise<Started> {
    return startedOf(await this.ask({ what: "start", start }));
  }

  ask(question: Question): Promise<unknown> {
    const pending = Promise.withResolvers<unknown>();
    this.#pending.set(++this.#lastId, pending);
    this.#child.send({ ...question, id: this.#lastId });
    return pending.promise;
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

function startedOf(value: unknown): Started {
  if (typeof value === "object" && value !== null && "port" in value && "nowMs" in value) {
    const { port, nowMs } = value;
    if (typeof port === "number" && typeof nowMs === "number") return { port, nowMs };
  }
  throw new Error("The handler's process did not start.");
}

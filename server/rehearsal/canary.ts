// One endpoint that always works when the server does: it shows when a broken server is back.
import { once } from "node:events";
import { WebSocket } from "ws";
import { savedCodeSchema } from "../protocol/http.ts";
import { HttpClient } from "./http-client.ts";
import type { LessonMaterial } from "./material.ts";

const answerMs = 1_000;

/** A handler of our own: answers every message, whatever the lesson is. */
const handler = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) await socket.send(message);
}
`;

export class Canary implements Disposable {
  readonly #http: HttpClient;
  readonly #url: string;

  static async create(origin: string, { slug }: LessonMaterial): Promise<Canary> {
    const http = new HttpClient(origin);
    const body = { style: "loop", source: handler };
    const saved = await http.call(savedCodeSchema, `/api/lessons/${slug}/code`, { method: "PUT", body });
    if (!saved.ok) throw new Error(`The first save was refused: ${saved.status} ${saved.reason}`);
    return new Canary(http, saved.value.url);
  }

  private constructor(http: HttpClient, url: string) {
    this.#http = http;
    this.#url = url;
  }

  /** Whether a new connection gets an answer within a second. */
  async answers(): Promise<boolean> {
    const signal = AbortSignal.timeout(answerMs);
    const socket = new WebSocket(this.#url, { perMessageDeflate: false });
    socket.on("error", () => undefined);
    try {
      await once(socket, "open", { signal });
      socket.send("still there?");
      await once(socket, "message", { signal });
      return true;
    } catch {
      return false;
    } finally {
      socket.terminate();
    }
  }

  [Symbol.dispose](): void {
    this.#http[Symbol.dispose]();
  }
}

// Not a test: the handler of an ejected project.
import { OffloadFailed, offload, type Socket, spawn, storage } from "ws101";

const outcome = offload(async (work: { name: string; bytes: Uint8Array }) => {
  switch (work.name) {
    case "copy":
      return { sum: work.bytes.reduce((sum, byte) => sum + byte, 0), seen: new Map([[1, new Date(0)]]) };
    case "throw":
      throw new RangeError("out of range");
    case "endless":
      for (;;);
    case "nap":
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      return "rested";
    case "compute":
      for (const end = performance.now() + 100; performance.now() < end; );
      return "computed";
    case "wait":
      await new Promise(() => {});
      return null;
    default:
      return Reflect.get(globalThis, "kept") ?? Reflect.set(globalThis, "kept", "kept");
  }
});

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const [command, argument = ""] = message.data.split(" ");
    if (command === "send") for (let n = 1; n <= Number(argument); n++) await socket.send(`message ${n}`);
    else if (command === "store") storage.set("text", argument);
    else if (command === "stored") await socket.send(String(storage.get("text")));
    else spawn(async () => socket.send(await describe(argument)));
  }
}

async function describe(name: string): Promise<string> {
  const bytes = Uint8Array.of(1, 2, 3);
  const signal = name === "abort" ? AbortSignal.abort(new Error("not now")) : undefined;
  try {
    const result = await outcome({ name, bytes }, { signal, transfer: name === "copy" ? [bytes] : [] });
    if (typeof result !== "object" || result === null || !("seen" in result)) return JSON.stringify(result);
    return `${result.sum} ${result.seen.get(1)?.getTime()} ${bytes.length}`;
  } catch (error) {
    if (error instanceof OffloadFailed) return `OffloadFailed ${error.reason}`;
    return error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
  }
}

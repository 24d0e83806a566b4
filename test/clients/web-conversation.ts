// The conversation in the words of the browsers' WebSocket API: run as it stands by a page in Chromium and by Node.
import type { Seen } from "./conversation.ts";

export interface Said {
  readonly url: string;
  readonly words: string;
  readonly bytes: readonly number[];
  readonly messageBytes: number;
}

/** Self-contained, since its text travels into a page. */
export async function converse({ url, words, bytes, messageBytes }: Said): Promise<Seen> {
  type Data = string | ArrayBuffer;
  interface Taker {
    resolve(data: Data): void;
    reject(error: Error): void;
  }

  async function connect(protocols: string[]) {
    const socket = new WebSocket(url, protocols);
    socket.binaryType = "arraybuffer";
    const takers: Taker[] = [];
    socket.onmessage = ({ data }) => takers.shift()?.resolve(data);
    const closed = new Promise<{ code: number; reason: string }>((resolve) => {
      socket.onclose = ({ code, reason }) => {
        for (const { reject } of takers) reject(new Error(`closed with ${code} ${reason}`));
        resolve({ code, reason });
      };
    });
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("no connection"));
    });
    const ask = (data: string | Uint8Array<ArrayBuffer>) => {
      socket.send(data);
      return new Promise<Data>((resolve, reject) => takers.push({ resolve, reject }));
    };
    const askText = async (text: string) => String(await ask(text));
    const askBytes = async (data: Uint8Array<ArrayBuffer>) => {
      const answer = await ask(data);
      if (typeof answer === "string") throw new Error(`bytes came back as text: ${answer}`);
      return new Uint8Array(answer);
    };
    return { socket, askText, askBytes, closed };
  }

  const one = await connect(["chat.v1", "chat.v2"]);
  const text = await one.askText(words);
  const binary = [...(await one.askBytes(new Uint8Array(bytes)))];
  const bigText = "x".repeat(messageBytes);
  const biggestText = (await one.askText(bigText)) === bigText;
  const big = new Uint8Array(messageBytes).map((_, index) => index % 251);
  const back = await one.askBytes(big);
  const biggestBinary = back.length === big.length && back.every((byte, index) => byte === big[index]);
  const answersPing = await one.askText("ping");
  const { protocol } = one.socket;
  one.socket.send("close 4001 enough, thank you");
  const closedByHandler = await one.closed;

  const two = await connect([]);
  two.socket.close(4002, "bye");
  await two.closed;
  const three = await connect([]);
  const closedByClient = await three.askText("last");
  three.socket.send("x".repeat(messageBytes + 1));
  const tooBig = { code: (await three.closed).code };

  const seen = { protocol, text, binary, biggestText, biggestBinary, answersPing };
  return { ...seen, ping: null, fragments: null, closedByHandler, closedByClient, tooBig };
}

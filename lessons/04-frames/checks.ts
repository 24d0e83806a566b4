// Replies by kind of message, and close frames, tested on the wire.
import { check } from "ws101/checks";

// The last ones do not ask for a code: decimal digits have to follow the space, and nothing else.
const texts = ["hello", "hi", "", "é", "世界", "👋", "close", "please close 4001", "close 4001 today"].concat(
  ["", "1e3", "0xfa1"].map((number) => `close ${number}`),
);

check("replies to each text with its length in bytes", async ({ connect }) => {
  const a = await connect();
  for (const sent of texts) {
    a.send(sent);
    await a.expect.text(`text of length ${Buffer.byteLength(sent)}`, { because: `The text was ${quote(sent)}.` });
  }
  // "é!" in three frames, cut inside its first character.
  a.frame({ opcode: "text", fin: false, payload: Uint8Array.of(0xc3) });
  a.frame({ opcode: "continuation", fin: false, payload: Uint8Array.of(0xa9) });
  a.frame({ opcode: "continuation", payload: "!" });
  await a.expect.text("text of length 3", { because: "The text came in three fragments." });
  await a.expect.nothing();
});

check("reports each ping and pong with its length", async ({ connect }) => {
  const a = await connect();
  // Its pongs are the check's own: one that answered a ping of the handler would be reported too.
  a.silent = true;
  for (const payload of ["abc", "", "é", "x".repeat(125)]) {
    const length = Buffer.byteLength(payload);
    const because = `The payload was ${quote(payload.slice(0, 3))}.`;
    a.ping(payload);
    await a.expect.pong(payload);
    await a.expect.text(`ping of length ${length}`, { because });
    a.pong(payload);
    await a.expect.text(`pong of length ${length}`, { because });
  }
  // A ping between two fragments of a text.
  a.frame({ opcode: "text", fin: false, payload: "one " });
  a.ping("now");
  await a.expect.pong("now");
  await a.expect.text("ping of length 3", { because: "The ping came between two fragments of a text." });
  a.frame({ opcode: "continuation", payload: "message" });
  await a.expect.text("text of length 11");
  await a.expect.nothing({
    of: "anything",
    because: "Send no pings of your own, and one text for each ping and pong.",
  });
});

check("closes with 1003 and a reason on binary", async ({ connect }) => {
  for (const bytes of [Uint8Array.of(0x00, 0xff, 0x80), new Uint8Array(), Buffer.from("close 4001")]) {
    const client = await connect();
    client.send("first");
    await client.expect.text("text of length 5");
    client.send(bytes);
    await client.expect.close({ code: 1003, reason: "text only" });
  }
});

check("closes with the code that a client asks for", async ({ connect }) => {
  for (const code of [4001, 1000, 1001, 1003, 1007, 1011, 1014, 3000, 3999, 4999]) {
    const client = await connect();
    client.send(`close ${code}`);
    await client.expect.close({ code }, { because: `The client asked for ${code}.` });
  }
});

check("refuses codes that no close frame may carry", async ({ connect }) => {
  const a = await connect();
  for (const code of [1005, 1006, 1015, 1004, 999, 1016, 2000, 2999, 5000, 10_000]) {
    a.send(`close ${code}`);
    await a.expect.text(`cannot send ${code}`);
    await a.expect.nothing({ because: "That is the whole reply, and the connection stays open." });
  }
  a.send("still here");
  await a.expect.text("text of length 10", { because: "The connection stays open." });
});

function quote(text: string): string {
  return text === "" ? "empty" : `"${text}"`;
}

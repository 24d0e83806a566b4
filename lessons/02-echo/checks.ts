// An echo, tested by the frames that come back.
import { check } from "ws101/checks";

check("sends every text back, unchanged and in order", async ({ connect }) => {
  const a = await connect();
  await a.expect.nothing({ because: "A has not sent anything yet." });
  for (const text of ["hello", "Grüße, 世界 👋", " two  spaces ", "", "bye"]) a.send(text);
  await a.expect.text("hello", { because: "That is the first reply." });
  await a.expect.text("Grüße, 世界 👋", { because: "That is the second reply." });
  await a.expect.text(" two  spaces ");
  await a.expect.text("", { because: "An empty text is a message too." });
  await a.expect.text("bye");
  await a.expect.nothing({ ms: 100, because: "Every text has had its reply." });
});

check("sends binary back as binary, byte for byte", async ({ connect }) => {
  const a = await connect();
  const notText = Uint8Array.of(0x00, 0xff, 0x80, 0xc3, 0x28);
  a.send(notText);
  await a.expect.binary(notText);
  a.send("a text in between");
  await a.expect.text("a text in between");
  a.send(new Uint8Array());
  await a.expect.binary(new Uint8Array(), { because: "Zero bytes are a message too." });
});

check("keeps going after a ping", async ({ connect }) => {
  const a = await connect();
  a.ping("are you there?");
  await a.expect.pong("are you there?");
  await a.expect.nothing({ ms: 100, because: "The pong is the whole reply." });
  await a.expect.nothing({ of: "pings", because: "The pong is the whole reply." });
  a.send("still here");
  await a.expect.text("still here");
});

check("keeps its clients apart", async ({ connect }) => {
  const a = await connect();
  const b = await connect();
  a.send("from A");
  await a.expect.text("from A", { because: "A gets its own message back." });
  await b.expect.nothing({ because: "B has not sent anything." });
  b.send("from B");
  await b.expect.text("from B", { because: "B gets its own message back." });
  await a.expect.nothing({ because: "A has had its reply." });
});

check("stops when the client closes, and serves the next one", async ({ connect }) => {
  const a = await connect();
  a.send("one");
  await a.expect.text("one");
  a.close(1000, "bye");
  await a.expect.close({ code: 1000 });
  const b = await connect();
  b.send("two");
  await b.expect.text("two");
  b.terminate();
  const c = await connect();
  c.send("three");
  await c.expect.text("three");
});

// An echo, tested by the frames that come back.
import { check } from "ws101/checks";

check("sends every text back, unchanged and in order", async ({ connect }) => {
  const a = await connect();
  for (const text of ["hello", "Grüße, 世界 👋", "", "bye"]) a.send(text);
  await a.expect.text("hello");
  await a.expect.text("Grüße, 世界 👋");
  await a.expect.text("");
  await a.expect.text("bye");
});

check("sends binary back as binary, byte for byte", async ({ connect }) => {
  const a = await connect();
  const notText = Uint8Array.of(0x00, 0xff, 0x80, 0xc3, 0x28);
  a.send(notText);
  await a.expect.binary(notText);
  a.send("a text in between");
  a.send(new Uint8Array());
  await a.expect.text("a text in between");
  await a.expect.binary(new Uint8Array());
});

check("keeps going after a ping", async ({ connect }) => {
  const a = await connect();
  a.ping("are you there?");
  await a.expect.pong("are you there?");
  a.send("still here");
  await a.expect.text("still here");
  await a.expect.nothing({ ms: 100, of: "anything" });
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
});

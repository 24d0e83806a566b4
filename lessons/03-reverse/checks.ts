// An echo that reverses text by code points and leaves bytes alone.
import { check } from "ws101/checks";

check("replies to each text with its characters reversed", async ({ connect }) => {
  const a = await connect();
  a.send("hello");
  a.send("stressed");
  a.send("");
  await a.expect.text("olleh");
  await a.expect.text("desserts");
  await a.expect.text("");
});

check("keeps characters beyond ASCII intact", async ({ connect }) => {
  const a = await connect();
  a.send("a😀b");
  a.send("größer");
  a.send("𝒳 = 世界");
  await a.expect.text("b😀a");
  await a.expect.text("reßörg");
  await a.expect.text("界世 = 𝒳");
});

check("sends binary back unchanged", async ({ connect }) => {
  const a = await connect();
  const emoji = new TextEncoder().encode("😀!");
  a.send(emoji);
  await a.expect.binary(emoji);
  a.send("ok");
  await a.expect.text("ko");
});

check("stops when the client closes, and serves the next one", async ({ connect }) => {
  const a = await connect();
  a.send("one");
  await a.expect.text("eno");
  a.close(1000, "bye");
  await a.expect.close({ code: 1000 });
  const b = await connect();
  b.send("two");
  await b.expect.text("owt");
});

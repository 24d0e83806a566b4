// An echo that reverses text, first by code points, then by graphemes, and leaves bytes alone.
import { check } from "ws101/checks";

check("replies to each text with its characters reversed", async ({ connect }) => {
  const a = await connect();
  a.send("hello");
  a.send(" to be");
  a.send("");
  a.send("stressed");
  await a.expect.text("olleh");
  await a.expect.text("eb ot ", { because: "This is the reply to the second text." });
  await a.expect.text("", { because: "An empty text has an empty reply." });
  await a.expect.text("desserts");
});

check("keeps characters beyond ASCII whole", async ({ connect }) => {
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
  const notText = Uint8Array.of(0x00, 0xff, 0x80, 0xc3, 0x28);
  a.send(notText);
  await a.expect.binary(notText);
  a.send("ok");
  await a.expect.text("ko");
});

check("sends nothing for a ping", async ({ connect }) => {
  const a = await connect();
  a.ping("hello");
  await a.expect.pong("hello");
  await a.expect.nothing({ because: "The library has sent the pong." });
  await a.expect.nothing({ of: "pings", because: "The library has sent the pong." });
  a.send("still here");
  await a.expect.text("ereh llits");
});

check("serves each client until it closes", async ({ connect }) => {
  const a = await connect();
  const b = await connect();
  a.send("one");
  b.send("two");
  await a.expect.text("eno");
  await b.expect.text("owt");
  a.close(1000, "bye");
  await a.expect.close({ code: 1000 });
  b.send("three");
  await b.expect.text("eerht", { because: "A has left, B has not." });
  const c = await connect();
  c.send("four");
  await c.expect.text("ruof", { because: "C came after A had left." });
});

check("keeps graphemes whole", async ({ connect }) => {
  const a = await connect();
  a.send("cafe\u0301!");
  a.send("👨‍👩‍👧 = 3");
  a.send("🇳🇱🇩🇪");
  await a.expect.text("!e\u0301fac");
  await a.expect.text("3 = 👨‍👩‍👧");
  await a.expect.text("🇩🇪🇳🇱");
});

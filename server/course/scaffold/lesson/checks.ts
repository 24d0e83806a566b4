// TODO: say in a sentence what is judged.
import { check } from "ws101/checks";

check("replies in capitals", async ({ connect }) => {
  const a = await connect();
  a.send("hello");
  await a.expect.text("HELLO");
  const b = await connect();
  b.send("hello again");
  await b.expect.text("HELLO AGAIN");
});

check("replies to every text", async ({ connect }) => {
  const a = await connect();
  for (const text of ["one", "two", "three"]) a.send(text);
  for (const text of ["ONE", "TWO", "THREE"]) await a.expect.text(text);
  await a.expect.nothing();
});

// The opening handshake, tested by the responses to upgrade requests and the first message after the 101.
import { check } from "ws101/checks";

const token = "sesame";

check("tells each client its subprotocol, and stays connected", async ({ connect, clock }) => {
  for (const name of ["A", "B"]) {
    const client = await connect({ name, query: { token } });
    await client.expect.text("protocol: none");
    await client.expect.nothing({ because: "Send each client one message." });
  }
  const c = await connect({ name: "C", query: { token } });
  await c.expect.text("protocol: none");
  await clock.advance({ seconds: 60 });
  await c.expect.open({ because: "Leave the connection open: the client closes it." });
});

check("refuses a client without the right token with 401", async ({ connect }) => {
  for (const query of [
    {},
    { token: "" },
    { token: "guess" },
    { token: "sesame1" },
    { token: "Sesame" },
    { key: token },
  ]) {
    const client = await connect({ query });
    await client.expect.refused(401);
  }
  const offering = await connect({ protocols: ["chat.v2"] });
  await offering.expect.refused(401);
});

check("accepts the right token among other parameters", async ({ connect }) => {
  for (const query of [{ token }, { room: "7", token }, { token, room: "7" }]) {
    const client = await connect({ query });
    await client.expect.text("protocol: none");
  }
});

check("prefers chat.v2 in whatever order the names are offered", async ({ connect }) => {
  for (const protocols of [["chat.v2"], ["chat.v1", "chat.v2"], ["chat.v2", "chat.v1"], ["json", "chat.v2"]]) {
    const client = await connect({ query: { token }, protocols });
    await client.expect.protocol("chat.v2");
    await client.expect.text("protocol: chat.v2");
  }
});

check("chooses chat.v1 if chat.v2 is not offered", async ({ connect }) => {
  for (const protocols of [["chat.v1"], ["chat.v3", "chat.v1", "json"]]) {
    const client = await connect({ query: { token }, protocols });
    await client.expect.protocol("chat.v1");
    await client.expect.text("protocol: chat.v1");
  }
});

check("chooses none if neither is offered", async ({ connect, handshake }) => {
  for (const offered of ["json", "chat.v3, chat", "CHAT.V2"]) {
    const request = { query: { token }, headers: { "Sec-WebSocket-Protocol": offered } };
    const response = await handshake(request);
    await response.expect({ status: 101, headers: { "Sec-WebSocket-Protocol": null } });
    const client = await connect(request);
    await client.expect.text("protocol: none", { because: `The client offered only ${offered}.` });
  }
});

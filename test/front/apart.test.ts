// Rooms that limits have stopped are kept apart from the others, in the process that waits for another's death.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../clients/until.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { serve } from "./serving.ts";
import { Visitor } from "./visitor.ts";

const echo =
  "export default async function handle(socket) { for await (const m of socket) await socket.send(m.data); }";
const spin = "export default async function handle(socket) { for await (const m of socket) for (;;); }";

test("HO4 a room that a limit stopped restarts apart from its neighbours, and newcomers open theirs there for a while", async () => {
  await using serving = await serve({ config: { spares: "eager" } });
  using calm = new Visitor(serving.url);
  using wild = new Visitor(serving.url);
  const { url: calmUrl } = await calm.load(echo);
  const { url: wildUrl } = await wild.load(spin);
  using neighbour = await Peer.connect(calmUrl);
  using page = await Page.open(serving.gate, wild.cookie);
  await page.follow("echo", false);
  using first = await Peer.connect(wildUrl);
  first.socket.send("x");
  await page.next("fault");
  // It does not wait until the sockets that the stop closes are gone.
  await wild.load(echo);
  assert.equal((await first.ended()).code, 1011);
  using second = await Peer.connect(wildUrl);
  assert.equal(await second.request("back"), "back");
  using newcomer = new Visitor(serving.url);
  using third = await Peer.connect((await newcomer.load(echo)).url);
  assert.equal(await third.request("new"), "new");
  const [active = 0] = serving.app.hostPids();
  process.kill(active, "SIGKILL");
  assert.equal((await neighbour.ended()).code, 1006);
  for (const apart of [second, third]) assert.equal(await apart.request("still here"), "still here");
  // A client may see its host's end before the front does: whoever is cut meanwhile comes again.
  using again = await until("a connection to the room", () => Peer.connect(calmUrl).catch(() => null));
  assert.equal(await again.request("and I"), "and I");
});

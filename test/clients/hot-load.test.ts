// Hot load under load: clients in full flow while the code below them is exchanged again and again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { styles } from "../../server/protocol/lesson.ts";
import { Learner } from "../bench/learner.ts";
import { type Server, startServer } from "../bench/server.ts";
import { FlowingClient, type Serving, versionedProgram } from "./flow.ts";

const clients = 16;
const inFlight = 8;
const loads = 30;

let server: Server;
before(async () => {
  server = await startServer({ env: { SPARES: "none" } });
});
after(() => server[Symbol.asyncDispose]());

for (const style of styles) {
  const title = `UP54 ${clients} clients in full flow lose, repeat and reorder nothing over ${loads} loads (${style})`;
  test(title, { timeout: 120_000 }, async (t) => {
    using learner = await Learner.arrive(server.url);
    const { url } = await learner.save("echo", versionedProgram(1, style), style);
    const serving: Serving = { atLeast: 1, atMost: 1 };
    using crowd = new DisposableStack();
    const flows: FlowingClient[] = [];
    for (let n = 0; n < clients; n += 1) {
      flows.push(crowd.use(await FlowingClient.connect(url, serving, inFlight)));
    }
    for (let version = 2; version <= loads + 1; version += 1) {
      serving.atMost = version;
      const saved = await learner.save("echo", versionedProgram(version, style), style);
      assert.equal(saved.version, version);
      serving.atLeast = version;
    }
    const ends = await Promise.all(flows.map((flow) => flow.stop()));
    const answered = ends.reduce((sum, end) => sum + end.answered, 0);
    t.diagnostic(`${answered} answers, by ${Math.min(...ends.map(({ versions }) => versions))} versions at least`);
    assert.ok(answered > clients * loads, `only ${answered} answers: that is no full flow`);
    for (const { versions } of ends) assert.ok(versions > loads / 4, `a client met only ${versions} versions`);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "uqr";
import { startMessage } from "../../server/cli/start-message.ts";

const hidden = { isQrShown: false, isPainted: false };
const lan = "http://192.168.1.5:3000";

test("NE1 the start names the addresses for others, and says what to type when there are none", () => {
  const both = startMessage({ open: true, origins: [lan, "http://203.0.113.7:3000"] }, hidden);
  assert.equal(both, `Others open ${lan}\n         or http://203.0.113.7:3000\n`);
  assert.match(
    startMessage({ open: false, origins: [] }, hidden),
    /Only this machine .*npm start -- --host 0\.0\.0\.0/,
  );
  assert.match(startMessage({ open: true, origins: [] }, hidden), /in no network/);
});

const modules: Readonly<Record<string, readonly [boolean, boolean]>> = {
  "█": [false, false],
  "▀": [false, true],
  "▄": [true, false],
  " ": [true, true],
};

test("NE1 the QR code in the terminal is that of the first address, dark on light", () => {
  const message = startMessage(
    { open: true, origins: [lan, "http://10.0.0.9:3000"] },
    { isQrShown: true, isPainted: true },
  );
  const rows = message
    .split("\u001b[97;40m")
    .slice(1)
    .map((row) => row.split("\u001b[0m")[0] ?? "");
  const pairs = rows.map((row) => [...row].map((half) => modules[half] ?? assert.fail(`"${half}"`)));
  const upper = pairs.flatMap((row) => [row.map(([top]) => top), row.map(([, bottom]) => bottom)]);
  const { data, size } = encode(lan, { ecc: "M", border: 2 });
  assert.deepEqual(upper.slice(0, size), data);
  assert.ok(Math.max(...rows.map((row) => row.length)) + 2 <= 80, "the code is wider than a terminal");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { notStarted, type Outcome, type PreflightAction, probeIds, reducePreflight, reportOf, summary, verdictOf } from "../../web/preflight/preflight.ts"; // biome-ignore format: one line
import { oldBrowser } from "../../web/preflight/probes.ts";
import { reduceAll } from "../../web/ui/store.ts";

const good: Outcome = { verdict: "good", found: "in 3 ms" };
const found = (outcomes: Partial<Record<(typeof probeIds)[number], Outcome>>): PreflightAction[] => [
  { type: "start", atMs: 0 },
  ...probeIds.flatMap((probe): PreflightAction[] => [
    { type: "probe", probe },
    { type: "outcome", probe, outcome: outcomes[probe] ?? good },
  ]),
  { type: "finish" },
];
const after = (...actions: PreflightAction[]) => reduceAll(reducePreflight, notStarted, actions);

test("SH11 one probe after the other says how far it is; the next begins without the last one's words", () => {
  const trying = after(
    { type: "start", atMs: 5 },
    { type: "probe", probe: "held" },
    { type: "progress", text: "4 of 10 s" },
  );
  assert.deepEqual([trying.running, trying.progress, verdictOf(trying)], ["held", "4 of 10 s", null]);
  const next = after(
    { type: "probe", probe: "held" },
    { type: "progress", text: "4" },
    { type: "probe", probe: "text" },
  );
  assert.equal(next.progress, "");
  assert.match(summary(after({ type: "outcome", probe: "open", outcome: good })), /^1 of 10/);
});

test("SH11 the verdict is that of the worst probe; one that was not tried does not count", () => {
  assert.equal(verdictOf(after(...found({}))), "good");
  assert.equal(verdictOf(after(...found({ held: { verdict: "skipped", found: "" } }))), "good");
  assert.equal(verdictOf(after(...found({ held: { verdict: "warn", found: "" } }))), "warn");
  const both = found({ open: { verdict: "bad", found: "" }, held: { verdict: "warn", found: "" } });
  assert.equal(verdictOf(after(...both)), "bad");
  assert.deepEqual(after(...both, { type: "start", atMs: 1 }).outcomes, {}, "a new go begins with nothing");
});

test("SH11 the report is text that says what was found and what to do", () => {
  const bad: Outcome = {
    verdict: "bad",
    found: "the handshake failed",
    learner: "Try a hotspot.",
    network: "Pass Upgrade.",
  };
  const report = reportOf(after(...found({ open: bad })), { address: "http://x/preflight", browser: "B/1" });
  assert.match(report, /^ws101 preflight, 1970-01-01T00:00:00.000Z\nhttp:\/\/x\/preflight\nB\/1\n\nok /);
  assert.match(
    report,
    /FAIL {2}WebSocket opens: the handshake failed\n {7}learner: Try a hotspot\.\n {7}administrator: Pass Upgrade\.\n/,
  );
  assert.equal(report.split("\n").filter((line) => line.startsWith("ok")).length, probeIds.length - 1);
});

test("SH11 browsers that are too old are named, others are believed", () => {
  const safari = (version: string) =>
    `Mozilla/5.0 (Macintosh) AppleWebKit/605 (KHTML, like Gecko) Version/${version} Safari/605`;
  assert.equal(oldBrowser("Mozilla/5.0 Chrome/150.0.0.0 Safari/537.36"), null);
  assert.equal(oldBrowser("Mozilla/5.0 Chrome/99.0.0.0 Safari/537.36"), "Chrome or Edge 99 is older than 123");
  assert.equal(oldBrowser("Mozilla/5.0 Firefox/115.0"), "Firefox 115 is older than 123");
  assert.deepEqual([oldBrowser(safari("17.4")), oldBrowser(safari("18.0"))], ["Safari 17.4 is older than 17.5", null]);
  assert.equal(oldBrowser("something else"), null);
});

// "ws101/checks" outside ws101: what checks.ts imports, and the function that turns its checks into Node's tests.
import { test } from "node:test";
import { collectChecks } from "../../checks/check.ts";
import type { CallFront } from "../../checks/check-room.ts";
import { runChecks } from "../../checks/run-checks.ts";
import type { TestResult } from "../../protocol/checks.ts";
import { limitTable } from "../../protocol/limits.ts";
import { RoomProcesses } from "./room-process.ts";

export * from "../../checks/check.ts";

interface TestOptions {
  /** URLs of the files. */
  readonly handler: string;
  readonly checks: string;
  readonly clock: "real" | "stepped";
}

/** One test for each check, in order. */
export async function testHandler({ handler, checks: file, clock }: TestOptions): Promise<void> {
  const checks = await collectChecks(() => import(file));
  for (const [index, check] of checks.entries()) {
    test(check.title, async () => {
      using rooms = new RoomProcesses({ handler, clock });
      const results: TestResult[] = [];
      const limits = { checkMs: limitTable.checkMs.value, runMs: limitTable.runMs.value };
      const call: CallFront = (asked) => rooms.handle(asked);
      const { signal } = new AbortController();
      const request = { run: "test", clock, seed: index, ...limits };
      await runChecks([check], request, call, signal, (_index, result) => results.push(result));
      const [result] = results;
      if (result?.status !== "pass") throw new Error(result?.message ?? "The check did not run.");
    });
  }
}

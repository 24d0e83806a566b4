// Messages and records as a server would send them, for the tests of the page's state.
import type { RunResult, TestResult } from "../../server/protocol/checks.ts";
import type { Frame } from "../../server/protocol/frame.ts";
import type { Handshake } from "../../server/protocol/handshake.ts";
import type { RoomState } from "../../server/protocol/host.ts";
import type { Code } from "../../server/protocol/http.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import type { Fault, LoadReport } from "../../web/code/draft.ts";

export function code(over: Partial<Code> = {}): Code {
  return { style: "loop", source: "start", version: 0, savedAtMs: null, room: "r1", url: "ws://x/ws/r1", ...over };
}

export function report(version: number, over: Partial<LoadReport> = {}): LoadReport {
  return { version, serving: version, loadMs: 0.8, problems: [], fault: null, ...over };
}

export function fault(over: Partial<Fault> = {}): Fault {
  const plain = { kind: "error", message: "boom", limit: null, line: 3, column: 5, stack: [], peer: 1 } as const;
  return { ...plain, stack: [], stops: false, version: 1, ...over };
}

export function frame(over: Partial<Frame> = {}): Frame {
  const payload = btoa("hello");
  return {
    peer: 1,
    direction: "in",
    atMs: 0,
    line: null,
    opcode: 1,
    fin: true,
    masked: true,
    length: 5,
    payload,
    version: 1,
    ...over,
  };
}

export function test(id: string, over: Partial<TestResult> = {}): TestResult {
  const rest = { message: "", transcript: [], hint: null, fault: null, ms: 1 };
  return { id, title: id, status: "pass", ...rest, ...over };
}

export function runResult(run: string, tests: TestResult[], over: Partial<RunResult> = {}): RunResult {
  const status = tests.every((each) => each.status === "pass") ? "pass" : "fail";
  return { run, lesson: "echo", style: "loop", version: 1, status, tests, ms: 10, ...over };
}

export function runStarts(run: string, ids: readonly string[], version = 1): ToPage {
  const checks = ids.map((id) => ({ id, title: id }));
  return { type: "run", run, lesson: "echo", style: "loop", version, checks };
}

export function following(room: string): ToPage {
  return { type: "following", lesson: "echo", room, url: `ws://x/ws/${room}`, state: null };
}

export function handshake(over: Partial<Handshake> = {}): Handshake {
  const request: Handshake["request"] = { method: "GET", url: "/ws/r1", headers: [["Sec-WebSocket-Key", "abc"]] };
  const response: Handshake["response"] = { status: 101, reason: "Switching Protocols", headers: [] };
  return { peer: 1, client: "A", atMs: 0, request, response, ...over };
}

export function roomState(peers: RoomState["peers"], over: Partial<RoomState> = {}): RoomState {
  return { state: "running", version: 1, clock: "real", nowMs: 0, nextWakeAtMs: null, peers, ...over };
}

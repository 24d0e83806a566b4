// A real host process, started as the front starts it, with sockets passed to it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readSync, realpathSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { programOf } from "../../../server/processes/built-program.ts";
import {
  fromHostSchema,
  type RoomPlan,
  type Swap,
  type ToHost,
  type UpgradeMeta,
} from "../../../server/protocol/host.ts";
import { type Limits, limitsWith } from "../../../server/protocol/limits.ts";
import { within } from "./deadline.ts";
import { type Gate, openGate } from "./gate.ts";
import { HostMessages } from "./host-messages.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const mayRead = ["package.json", "server", "node_modules", "build"]
  .flatMap((path) => [root + path, realpathSync(root + path)])
  .map((path) => `--allow-fs-read=${path}`);
const permissions = ["--permission", ...mayRead, "--allow-worker", "--disable-warning=PERM0006"];

export class HostProcess implements AsyncDisposable {
  readonly fromHost = new HostMessages();
  readonly child: ChildProcess;
  readonly gate: Gate;
  stderr = "";
  readonly #crashMarker: number;
  readonly #exit: Promise<unknown[]>;
  #ids = 0;

  private constructor(child: ChildProcess, crashMarker: number, openGateFor: (hand: Hand) => Gate) {
    this.child = child;
    this.#crashMarker = crashMarker;
    this.#exit = once(child, "exit");
    this.gate = openGateFor((room, meta, raw) => this.#hand(room, meta, raw));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    child.on("message", (raw) => this.fromHost.add(fromHostSchema.parse(raw)));
  }

  static async start(over: Partial<Limits> = {}, flags: readonly string[] = []): Promise<HostProcess> {
    const folder = mkdtempSync(join(tmpdir(), "ws101-host-test-"));
    const crashMarker = openSync(join(folder, "crash-marker"), "wx+", 0o600);
    rmSync(folder, { recursive: true });
    let hand: Hand = () => {};
    const gate = await openGate((...args) => hand(...args));
    const child = spawn(process.execPath, [...permissions, ...flags, programOf("host")], {
      env: {},
      cwd: root,
      stdio: ["ignore", "ignore", "pipe", "ipc", crashMarker],
    });
    const host = new HostProcess(child, crashMarker, (wanted) => {
      hand = wanted;
      return gate;
    });
    host.send({ type: "start", limits: limitsWith(over), host: 1, warmUp: false });
    await host.fromHost.next("ready");
    return host;
  }

  send(message: ToHost): void {
    this.child.send(message);
  }

  load(
    room: string,
    js: string,
    { swap = "keep", budget = "fair" }: { swap?: Swap; budget?: RoomPlan["budget"] } = {},
  ) {
    const id = ++this.#ids;
    const plan = {
      room,
      clock: "real",
      seed: "1",
      budget,
      owner: { learner: room, network: "", isKnown: false },
      reopened: false,
    } as const;
    const program = { version: id, js, map: "", file: "handler.ts" };
    this.send({ type: "load", id, plan, program, swap });
    return this.fromHost.next("loaded", (message) => message.id === id);
  }

  /** What the ledger says now. */
  crashMarker(): string {
    const bytes = Buffer.alloc(64);
    const length = readSync(this.#crashMarker, bytes, 0, 64, 0);
    return bytes.toString("latin1", 0, length).replace(/\0.*$/s, "");
  }

  exited(): Promise<unknown[]> {
    return within(this.#exit, "the host did not end");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
    await this.exited();
    // A server waits for word from every process that has sockets of it, and a dead one gives none.
    if (this.child.connected) await once(this.child, "disconnect");
    closeSync(this.#crashMarker);
    this.gate[Symbol.dispose]();
  }

  #hand(room: string, meta: UpgradeMeta, raw: Socket): void {
    this.child.send({ type: "socket", room, meta }, raw);
  }
}

type Hand = (room: string, meta: UpgradeMeta, raw: Socket) => void;

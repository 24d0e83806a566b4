// A supervised child process: starts without rights, is watched for silence, and is killed when it misbehaves.
import { AsyncLocalStorage } from "node:async_hooks";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import type { z } from "zod";
import { PendingCalls } from "./pending-calls.ts";

export type ProcessLog = Pick<Logger, "warn">;

export interface ManagedProcessOptions<In> {
  /** Its name in the log and in errors, such as `Host 3`. */
  readonly name: string;
  /** Absolute path of its module. It sends `{ type: "ready" }` once it has started. */
  readonly program: string;
  /** Flags for Node, including the permissions. */
  readonly flags: readonly string[];
  /** Added to its priority: a process with a higher number leaves the CPU to others. 0 by default. */
  readonly nice?: number;
  /** What the process inherits as file descriptor 4. */
  readonly fd4?: number | "ignore";
  /** Every message it may send. Any other message kills it. */
  readonly schema: z.ZodType<In>;
  readonly log?: ProcessLog | undefined;
}

/** Kills the process when it has sent nothing for `silentMs` and `isStuck`, and at ten times that in any case. */
export interface Watchdog<Out> {
  readonly silentMs: number;
  /** Creates a message, sent regularly, to which the process replies. Without it, silence counts only during calls. */
  ping?(): Out;
  /** While false, the process may be silent. */
  isBusy?(): boolean;
}

export interface ProcessEnd {
  /** For the log and for errors. */
  readonly reason: string;
  /** `disposed`: no longer needed. `killed`: it misbehaved. `exited`: it ended by itself, or someone else ended it. */
  readonly how: "disposed" | "killed" | "exited";
  readonly signal: NodeJS.Signals | null;
  readonly wasReady: boolean;
}

/** The process ended before it replied. Whether it did what was requested is unknown. */
export class ProcessLost extends Error {
  override readonly name = "ProcessLost";
  readonly end: ProcessEnd;

  constructor(process: string, end: ProcessEnd) {
    super(`${process} is gone: ${end.reason}.`);
    this.end = end;
  }
}

/** It did not reply in time, and may still do what was requested. */
export class ReplyLate extends Error {
  override readonly name = "ReplyLate";
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const bootMs = 20_000;
const stderrChars = 2_000;
/** How often silence is measured, per time of silence. */
const beats = 8;
/** A process that is silent but gets on with its work is given this many times longer. */
const busyPatience = 10;

/** The process whose channel Node is reading. */
const reading = new AsyncLocalStorage<{ kill(reason: string): unknown }>();

/**
 * For `uncaughtException`. Node throws when a child writes bytes to its channel that are not JSON, and no listener of
 * that child can catch it. Kills the child and returns true if `error` is one of those.
 */
export function killSenderOf(error: Error): boolean {
  const sender = reading.getStore();
  if (sender === undefined || !/node:internal\/child_process\/serialization/.test(error.stack ?? "")) return false;
  sender.kill("it sent bytes that are not a message");
  return true;
}

/** Flags that let a process read these paths of the package and nothing else. */
export function readOnly(...paths: readonly string[]): string[] {
  const places = paths.flatMap((path) => {
    const here = root + path;
    // A process must be able to read a symbolic link as well as its target.
    return existsSync(here) ? [here, realpathSync(here)] : [here];
  });
  return ["--permission", ...[...new Set(places)].map((place) => `--allow-fs-read=${place}`)];
}

type Message = { readonly type: string };

export abstract class ManagedProcess<In extends Message, Out extends object> implements AsyncDisposable {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resolves when the process has started; rejects with `ProcessLost` if it ends first. */
  readonly ready: Promise<void>;
  /** Resolves before any call is rejected, so that the process is replaced before callers try again. */
  readonly ended: Promise<ProcessEnd>;
  protected readonly child: ChildProcess;
  readonly #options: ManagedProcessOptions<In>;
  readonly #calls = new PendingCalls<In>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<ProcessEnd>();
  readonly #bootTimer: NodeJS.Timeout;
  #watchTimer: NodeJS.Timeout | undefined;
  /** Time without a message, as far as this process had the chance to read one. */
  #silentMs = 0;
  #isReady = false;
  #disposed = false;
  #killReason: string | null = null;
  #stderr = "";

  constructor(options: ManagedProcessOptions<In>) {
    this.#options = options;
    this.name = options.name;
    this.ready = this.#ready.promise;
    this.ready.catch(() => undefined);
    this.ended = this.#ended.promise;
    this.child = reading.run(this, () => start(options));
    this.pid = this.child.pid;
    this.#bootTimer = setTimeout(() => void this.kill(`it did not start within ${bootMs} ms`), bootMs);
    this.#listen();
  }

  /** False once its end has been decided. */
  get alive(): boolean {
    return !this.#disposed && this.#killReason === null && this.child.connected;
  }

  /** Messages sent before it is ready wait in its channel. */
  send(message: Out): void {
    // A failed send needs no handling: the process has ended or is about to.
    if (this.alive) this.child.send(message, () => undefined);
  }

  /** Kills it for misbehaving. */
  async kill(reason: string): Promise<void> {
    this.#killReason ??= reason;
    this.child.kill("SIGKILL");
    await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.child.kill("SIGKILL");
    await this.ended;
  }

  protected abstract receive(message: In): void;

  /** For cleaning up; everything else reads `ended`. */
  protected onEnd(_end: ProcessEnd): void {}

  /** Rejects with `ProcessLost` if the process ends first. At the deadline, rejects, or kills the process if asked to. */
  protected async call<Type extends In["type"]>(
    type: Type,
    message: (id: number) => Out,
    deadline: { readonly ms: number; readonly kill?: boolean },
  ): Promise<Extract<In, { readonly type: Type }>> {
    const late = `it sent no "${type}" within ${deadline.ms} ms`;
    const kill = deadline.kill ? setTimeout(() => void this.kill(late), deadline.ms) : undefined;
    const rejection = { ms: deadline.ms, error: () => new ReplyLate(`${this.name} failed: ${late}.`) };
    const send = (id: number) => this.send(message(id));
    try {
      if (!this.alive) throw new ProcessLost(this.name, this.#endWith("it has ended", null));
      const reply = await this.#calls.call(send, deadline.kill ? undefined : rejection);
      if (isOf(reply, type)) return reply;
      throw new Error(`${this.name} replied "${reply.type}" instead of "${type}".`);
    } finally {
      clearTimeout(kill);
    }
  }

  protected resolveCall(id: number, reply: In): void {
    this.#calls.resolve(id, reply);
  }

  /** For a silent process: false if there is evidence that it gets on with its work. */
  protected isStuck(_silentMs: number): boolean {
    return true;
  }

  /** Call once. */
  protected watch({ silentMs, ping, isBusy = () => ping !== undefined || this.#calls.size > 0 }: Watchdog<Out>): void {
    const everyMs = silentMs / beats;
    let checkedAtMs = performance.now();
    const check = () => {
      const nowMs = performance.now();
      // While this process was held up it sent no ping: that time proves little.
      const elapsedMs = Math.min(nowMs - checkedAtMs, 1.5 * everyMs);
      checkedAtMs = nowMs;
      const isDue = this.#isReady && isBusy();
      this.#silentMs = isDue ? this.#silentMs + elapsedMs : 0;
      if (ping !== undefined && isDue) this.send(ping());
      // Timers come before reading: what it has sent is read first.
      if (this.#silentMs >= silentMs) setImmediate(() => this.#judge(silentMs));
    };
    this.#watchTimer = setInterval(check, everyMs).unref();
  }

  #judge(limitMs: number): void {
    const silentMs = this.#silentMs;
    if (!this.alive || silentMs < limitMs) return;
    if (!this.isStuck(limitMs) && silentMs < busyPatience * limitMs) return;
    void this.kill(`it did not respond for ${Math.round(silentMs / limitMs) * limitMs} ms`);
  }

  #listen(): void {
    const { log } = this.#options;
    this.child.on("message", (raw) => this.#receive(raw));
    this.child.on("error", (error) => {
      this.#stderr += `\n${error.name}: ${error.message}`;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrChars);
      log?.warn({ process: this.name, stderr: text.slice(0, stderrChars) }, "a child process wrote to stderr");
    });
    this.child.once("disconnect", () => this.child.kill("SIGKILL"));
    this.child.once("close", (code, signal) => this.#end(`it ended with ${signal ?? code}`, signal));
  }

  #receive(raw: unknown): void {
    if (!this.alive) return;
    const { success, data } = this.#options.schema.safeParse(raw);
    this.#silentMs = 0;
    if (!success) void this.kill("it sent an unknown message");
    else if (data.type !== "ready") this.receive(data);
    else {
      clearTimeout(this.#bootTimer);
      this.#isReady = true;
      this.#ready.resolve();
    }
  }

  #endWith(reason: string, signal: NodeJS.Signals | null): ProcessEnd {
    if (this.#disposed) return { reason: "it was shut down", how: "disposed", signal, wasReady: this.#isReady };
    const how = this.#killReason === null ? "exited" : "killed";
    const error = /^\w*Error.*$/m.exec(this.#stderr)?.[0];
    const exit = error === undefined ? reason : `${reason} (${error})`;
    return { reason: this.#killReason ?? exit, how, signal, wasReady: this.#isReady };
  }

  #end(reason: string, signal: NodeJS.Signals | null): void {
    clearTimeout(this.#bootTimer);
    clearInterval(this.#watchTimer);
    const end = this.#endWith(reason, signal);
    this.#killReason ??= reason;
    if (end.how !== "disposed") {
      this.#options.log?.warn({ process: this.name, pid: this.pid, reason: end.reason }, "a child process is gone");
    }
    this.onEnd(end);
    this.#ended.resolve(end);
    const lost = new ProcessLost(this.name, end);
    this.#ready.reject(lost);
    this.#calls.rejectAll(lost);
  }
}

/** In a process group of its own: Ctrl+C in a terminal reaches the front alone, which then shuts everything down. */
function start({ program, flags, nice = 0, fd4 = "ignore" }: ManagedProcessOptions<unknown>): ChildProcess {
  const child = spawn(process.execPath, [...flags, program], {
    detached: true,
    env: {},
    cwd: root,
    stdio: ["ignore", "ignore", "pipe", "ipc", fd4],
  });
  if (nice === 0 || child.pid === undefined) return child;
  try {
    // Its threads start with the same priority.
    setPriority(child.pid, nice);
  } catch {
    // It has ended already, or the system does not permit this; it runs all the same.
  }
  return child;
}

function isOf<In extends Message, Type extends In["type"]>(
  message: In,
  type: Type,
): message is Extract<In, { readonly type: Type }> {
  return message.type === type;
}

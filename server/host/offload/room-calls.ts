// The offloaded calls of one room: its functions, the calls that wait, run or have ended, and the order of their results.
import type { Effect, GuestEvent, Program } from "../../protocol/guest.ts";
import type { RoomPlan } from "../../protocol/host.ts";
import { type Limits, limitTable } from "../../protocol/limits.ts";
import type { LearnerAccount } from "../cpu-budget.ts";
import type { HostServices } from "../host-services.ts";
import { fuelPerMs } from "../sandbox/cpu-clock.ts";
import { type CallResult, callLimits } from "../sandbox/offloaded-call.ts";
import { endedAs } from "./threads.ts";

type OffloadEffect = Extract<Effect, { readonly type: "offloader" | "offload" | "cancelOffload" }>;

interface RoomCallsOptions {
  readonly plan: RoomPlan;
  readonly services: Pick<HostServices, "limits" | "threads">;
  readonly account: LearnerAccount;
  now(): number;
  /** The console output and faults of a call. */
  onReports(effects: readonly Effect[], version: number): void;
  onResult(event: GuestEvent): void;
  /** Something changed: the room has to look at `deliverNext` again once it is quiet. */
  onChange(): void;
}

interface Offloader {
  readonly program: Program;
  readonly size: number;
  running: number;
}

interface Call {
  readonly id: number;
  readonly offloader: Offloader;
  readonly value: Uint8Array;
  readonly madeAtMs: number;
  /** When it starts, in fuel; null while it waits. */
  startsAt: number | null;
  result: CallResult | null;
  stop: (() => void) | null;
}

export class RoomCalls implements Disposable {
  readonly #options: RoomCallsOptions;
  readonly #isCheck: boolean;
  readonly #callLimits: Limits;
  readonly #offloaders = new Map<number, Offloader>();
  /** In the order in which they were made. */
  readonly #calls = new Map<number, Call>();
  /** In a check: the time at which the last call ended, in fuel. */
  #fuelTime = 0;
  #bytes = 0;

  constructor(options: RoomCallsOptions) {
    this.#options = options;
    this.#isCheck = options.plan.budget === "check";
    this.#callLimits = callLimits(options.services.limits);
  }

  /** True while a call has not ended for the handler. */
  get pending(): boolean {
    return this.#calls.size > 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  apply(effect: OffloadEffect, program: Program) {
    switch (effect.type) {
      case "offloader":
        this.#offloaders.set(effect.offloader, {
          program: programOf(effect.source, program),
          size: effect.size,
          running: 0,
        });
        return;
      case "offload":
        return this.#add(effect.id, effect.offloader, effect.value);
      case "cancelOffload":
        return this.#cancel(effect.id);
      default:
        effect satisfies never;
    }
  }

  /**
   * For a quiet room of a check: gives the handler the result of the call that ends first. Calls take as long as their fuel says,
   * so that the order of results does not depend on how busy the machine is.
   */
  deliverNext(): void {
    const running = [...this.#calls.values()].filter(({ startsAt }) => startsAt !== null);
    const [first, ...others] = running;
    if (!this.#isCheck || first === undefined || running.some(({ result }) => result === null)) return;
    const next = others.reduce((earliest, call) => (endOf(call) < endOf(earliest) ? call : earliest), first);
    this.#fuelTime = endOf(next);
    this.#end(next);
  }

  /** The handler is gone. */
  clear(): void {
    for (const { stop } of this.#calls.values()) stop?.();
    this.#calls.clear();
    this.#offloaders.clear();
    this.#bytes = 0;
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  #add(id: number, number: number, value: Uint8Array) {
    const { services, now } = this.#options;
    const { limits } = services;
    const offloader = this.#offloaders.get(number);
    const isFull = this.#calls.size >= limits.offloadCalls || this.#bytes + value.length > limits.offloadBytes;
    if (offloader === undefined || isFull) return this.#deliver(id, endedAs("busy"));
    this.#bytes += value.length;
    this.#calls.set(id, { id, offloader, value, madeAtMs: now(), startsAt: null, result: null, stop: null });
    this.#startWaiting(offloader);
  }

  #startWaiting(offloader: Offloader): void {
    for (const call of this.#calls.values()) {
      if (offloader.running >= offloader.size) return;
      if (call.offloader === offloader && call.startsAt === null) this.#start(call);
    }
  }

  #start(call: Call): void {
    const { services, plan, account } = this.#options;
    const { offloader, value, madeAtMs, id } = call;
    offloader.running += 1;
    call.startsAt = this.#fuelTime;
    call.stop = services.threads.run({
      from: { learner: plan.owner.learner, network: plan.owner.network },
      account: this.#isCheck ? null : account,
      limits: this.#callLimits,
      program: offloader.program,
      value,
      nowMs: madeAtMs,
      seed: BigInt(plan.seed) + BigInt(id),
      done: (result) => {
        call.result = result;
        if (!this.#isCheck) this.#end(call);
        this.#options.onChange();
      },
    });
  }

  #end(call: Call): void {
    const { result, offloader } = call;
    if (result === null) return;
    this.#remove(call);
    this.#options.onReports(result.reports, offloader.program.version);
    this.#deliver(call.id, result);
  }

  #cancel(id: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    call.stop?.();
    this.#remove(call);
    this.#options.onChange();
  }

  #remove(call: Call): void {
    this.#calls.delete(call.id);
    this.#bytes -= call.value.length;
    if (call.startsAt === null) return;
    call.offloader.running -= 1;
    this.#startWaiting(call.offloader);
  }

  #deliver(id: number, result: CallResult): void {
    const { status, value } = result;
    this.#options.onResult({
      type: "result",
      id,
      status,
      value,
      message: messageOf(result, this.#options.services.limits),
    });
  }
}

function endOf({ startsAt, result }: Call): number {
  return (startsAt ?? 0) + (result?.fuel ?? 0);
}

const opening = "const offloaded = (";
const closing = "\n);\nexport default offloaded;";

/** The function as a module, at its own place in the handler's file, so that positions in errors and console lines are right. */
function programOf(source: string, { js, map, version, file }: Program): Program {
  const at = js.indexOf(source);
  if (at < 0) return { js: `${opening}${source}${closing}`, map: "", version, file };
  const before = js.slice(0, at).split("\n");
  const lines = "\n".repeat(before.length - 1);
  const column = before.at(-1)?.length ?? 0;
  const isFirstLine = lines === "";
  const padding = " ".repeat(Math.max(0, isFirstLine ? column - opening.length : column));
  return { js: `${opening}${lines}${padding}${source}${closing}`, map, version, file };
}

function messageOf({ status, fault, value }: CallResult, limits: Limits): string {
  const at = fault === null || fault.line === null ? "" : ` at line ${fault.line}`;
  switch (status) {
    case "returned":
    case "threw":
      return "";
    case "cpu":
      return `The offloaded function used up its CPU${at} (limit: about ${Math.round(limits.offloadFuel / fuelPerMs)} ms a call). Look for an endless loop, or give it less to do.`;
    case "memory":
      return value.length > limits.offloadBytes
        ? `The offloaded function returned more than ${kib(limits.offloadBytes)}. Return less.`
        : `The offloaded function ran out of memory${at} (limit: ${kib(limits.memoryBytes)}). Look for something that grows without end.`;
    case "stuck":
      return "The offloaded function waits for something that cannot happen where it runs, such as a timer or a message. Let it compute and return.";
    case "busy":
      return `Too many offloaded calls are waiting (limits: ${limits.offloadCalls.toLocaleString("en")} ${limitTable.offloadCalls.unit} and ${kib(limits.offloadBytes)}). Await earlier calls before you make more.`;
    case "lost":
      return "The thread of the offloaded function was lost. Call it again.";
    default:
      return status satisfies never;
  }
}

function kib(bytes: number): string {
  return `${(bytes >> 10).toLocaleString("en")} KiB`;
}

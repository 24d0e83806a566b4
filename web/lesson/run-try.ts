// Runs a try button's steps in order; each completes before the next one starts.
import { z } from "zod";
import { type TryCommand, tryCommandSchema } from "../../server/protocol/lesson.ts";
import type { Client } from "../clients/client.ts";
import type { Clients, ConnectOptions } from "../clients/clients.ts";
import type { ClientsAction, ClientsState } from "../clients/clients-state.ts";
import type { Arrivals } from "../clients/connection/arrivals.ts";
import { connectProblem, mayBrowserClose } from "../clients/connection/close-text.ts";
import type { RoomClock } from "../time/room-clock.ts";
import { attempt } from "../ui/attempt.ts";
import type { Store } from "../ui/store.ts";
import { until } from "../ui/until.ts";

export interface TryTarget {
  readonly clients: Clients;
  readonly state: Store<ClientsState, ClientsAction>;
  readonly arrivals: Arrivals;
  readonly clock: RoomClock;
  readonly signal: AbortSignal;
  /** Only in a cell. */
  readonly server?: TryServer;
}

/** What a cell's run does to the server. Both return null, or why not. */
interface TryServer {
  restart(): Promise<string | null>;
  dial(): string | null;
}

type Message = Extract<TryCommand, { readonly do: "send" | "binary" }>;
type Step =
  /** Messages that one client sends in a row go out together: the handler may close the socket after the first. */
  | { readonly do: "send"; readonly client: string; readonly messages: readonly Message[] }
  | Exclude<TryCommand, Message>;

const stepMs = 10_000;
const commandsSchema = z.array(tryCommandSchema).max(50);

/** The commands that the server wrote into a document; null for anything else. */
export function parseCommands(json: string): readonly TryCommand[] | null {
  return attempt(() => commandsSchema.parse(JSON.parse(json))) ?? null;
}

/** Resolves to null once all steps are done, or to the reason why one could not be. */
export async function runTry(
  target: TryTarget,
  commands: readonly TryCommand[],
  onStep: (number: number, count: number) => void,
): Promise<string | null> {
  const run = new TryRun(
    target,
    commands.every((command) => command.do === "connect"),
  );
  const steps = toSteps(commands);
  const problem = await run.moveToServer(commands);
  if (problem !== null || target.signal.aborted) return problem;
  for (const [index, step] of steps.entries()) {
    onStep(index + 1, steps.length);
    const problem = (await run.step(step)) ?? (await run.closesArrive());
    if (target.signal.aborted) return null;
    if (problem === null) continue;
    if ("client" in step) target.clients.note(step.client, problem);
    return problem;
  }
  return null;
}

/** Pages cannot ping or stop reading, and may close with few codes. */
function needsServer(command: TryCommand): boolean {
  return command.do === "close" ? !mayBrowserClose(command.code) : ["ping", "pause", "resume"].includes(command.do);
}

function toSteps(commands: readonly TryCommand[]): Step[] {
  const steps: Step[] = [];
  for (const command of commands) {
    const last = steps.at(-1);
    if (command.do !== "send" && command.do !== "binary") steps.push(command);
    else if (last?.do === "send" && last.client === command.client)
      steps[steps.length - 1] = { ...last, messages: [...last.messages, command] };
    else steps.push({ do: "send", client: command.client, messages: [command] });
  }
  return steps;
}

class TryRun {
  readonly #target: TryTarget;
  /** Clients that this run connected or found open: one that closes is not connected again. */
  readonly #opened = new Set<string>();
  /** A run that only connects shows handshakes, so clients that are open connect again. */
  readonly #reconnects: boolean;

  constructor(target: TryTarget, reconnects: boolean) {
    this.#target = target;
    this.#reconnects = reconnects;
  }

  step(step: Step): Promise<string | null> | string | null {
    const { clients } = this.#target;
    // A client of the lesson that was removed or renamed is added again.
    const missing = "client" in step && clients.find(step.client) === null;
    const problem = missing ? clients.add(step.client) : null;
    if (problem !== null) return problem;
    switch (step.do) {
      case "connect":
        return this.#connectOrRefuse(step);
      case "send":
        return this.#send(step.client, step.messages);
      case "close":
        return this.#close(step.client, step.code, step.reason);
      case "ping":
        return this.#ping(step.client, step.text);
      case "pause":
      case "resume":
        return this.#pause(step.client, step.do === "pause");
      case "advance":
        return this.#advance(step.seconds * 1000);
      case "clock":
        return this.#setClock(step.mode);
      case "restart":
        return this.#restart();
      case "dial":
        return this.#target.server?.dial() ?? null;
      default:
        return step satisfies never;
    }
  }

  /** Clients that do what a page cannot run on the server from the first step on. */
  async moveToServer(commands: readonly TryCommand[]): Promise<string | null> {
    const { clients } = this.#target;
    for (const command of commands) {
      if (!("client" in command) || !needsServer(command)) continue;
      const name = command.client;
      const problem = (clients.find(name) === null ? clients.add(name) : null) ?? clients.runOn(name, "server");
      if (problem !== null) return problem;
      const isSettled = () => !["connecting", "closing"].includes(this.#client(name)?.phase ?? "closed");
      if (!(await this.#until(isSettled))) return `${name} did not open within ${stepMs / 1000} s.`;
    }
    return null;
  }

  /** Waits until this page has noticed every socket that the room closed in a step. One that does not read would not. */
  async closesArrive(): Promise<string | null> {
    const { clients, arrivals } = this.#target;
    const isLate = (name: string) => this.#client(name)?.phase === "open" && arrivals.hasClosed(name);
    for (const name of clients.names()) if (isLate(name) && this.#client(name)?.isPaused) clients.pause(name, false);
    const late = () => clients.names().find(isLate);
    if (await this.#until(() => late() === undefined)) return null;
    return `${late()} did not close within ${stepMs / 1000} s.`;
  }

  /** A client that a solution refuses may be refused. */
  async #connectOrRefuse(step: Extract<TryCommand, { readonly do: "connect" }>): Promise<string | null> {
    const problem = await this.#connect(step.client, connectOptions(step));
    return step.refused !== undefined && this.#isClosed(step.client) ? null : problem;
  }

  async #connect(name: string, options: ConnectOptions = {}): Promise<string | null> {
    const { clients, arrivals } = this.#target;
    this.#opened.add(name);
    if (this.#client(name)?.phase === "closing") await this.#until(() => this.#isClosed(name));
    const isOpen = this.#client(name)?.phase === "open";
    const problem =
      (this.#reconnects && isOpen && (await this.#close(name, 1000, ""))) || clients.connect(name, options);
    if (problem !== null) return problem;
    const isDone = () => this.#isClosed(name) || (this.#client(name)?.phase === "open" && arrivals.has(name));
    if (!(await this.#until(isDone))) return `${name} did not open within ${stepMs / 1000} s.`;
    const ending = this.#client(name)?.ending;
    return this.#isClosed(name) && ending?.code === null ? connectProblem(name, ending.text) : null;
  }

  async #send(name: string, messages: readonly Message[]): Promise<string | null> {
    const { clients, arrivals } = this.#target;
    const refusal = await this.#requireOpen(name);
    if (refusal !== null) return refusal;
    const expected = arrivals.messages(name) + messages.length;
    for (const message of messages) {
      const problem =
        message.do === "send" ? clients.send(name, "text", message.text) : clients.send(name, "binary", message.hex);
      if (problem !== null) return problem;
    }
    const isDone = () => this.#isClosed(name) || arrivals.messages(name) >= expected;
    return (await this.#until(isDone)) ? null : `The room did not receive ${name}'s message within ${stepMs / 1000} s.`;
  }

  async #requireOpen(name: string): Promise<string | null> {
    if (this.#client(name)?.phase === "open") return null;
    return this.#opened.has(name) ? `${name} is closed, so the next step was not taken.` : this.#connect(name);
  }

  async #ping(name: string, text: string): Promise<string | null> {
    const { clients, arrivals } = this.#target;
    const expected = arrivals.pings(name) + 1;
    const problem = (await this.#requireOpen(name)) ?? clients.ping(name, text);
    if (problem !== null) return problem;
    const isDone = () => this.#isClosed(name) || arrivals.pings(name) >= expected;
    return (await this.#until(isDone)) ? null : `The room did not receive ${name}'s ping within ${stepMs / 1000} s.`;
  }

  async #pause(name: string, on: boolean): Promise<string | null> {
    const problem = (await this.#requireOpen(name)) ?? this.#target.clients.pause(name, on);
    if (problem !== null) return problem;
    const isDone = () => this.#isClosed(name) || this.#client(name)?.isPaused === on;
    const what = on ? "stop reading" : "read again";
    return (await this.#until(isDone)) ? null : `${name} did not ${what} within ${stepMs / 1000} s.`;
  }

  async #setClock(mode: "real" | "stepped"): Promise<string | null> {
    const { clock } = this.#target;
    const problem = clock.time.get().mode === mode ? null : clock.setMode(mode);
    if (problem !== null) return problem;
    return (await this.#until(() => clock.time.get().mode === mode))
      ? null
      : `The clock did not change within ${stepMs / 1000} s.`;
  }

  /** Complete once every client knows that its socket is closed. */
  async #restart(): Promise<string | null> {
    const { clients, server } = this.#target;
    const problem = await server?.restart();
    if (problem != null) return problem;
    const isDone = () => clients.names().every((name) => this.#isClosed(name));
    return (await this.#until(isDone)) ? null : `The server did not restart within ${stepMs / 1000} s.`;
  }

  async #close(name: string, code: number | null, reason: string): Promise<string | null> {
    const { clients, arrivals } = this.#target;
    if (this.#isClosed(name)) return `${name} is not connected.`;
    const problem = clients.close(name, code, reason);
    if (problem !== null) return problem;
    const isDone = () => this.#isClosed(name) && !arrivals.has(name);
    return (await this.#until(isDone)) ? null : `${name} did not close within ${stepMs / 1000} s.`;
  }

  /** The server moves the clock only while the room is quiet, and replies once it is quiet again. */
  async #advance(ms: number): Promise<string | null> {
    const { time } = this.#target.clock;
    const { count } = time.get();
    const problem = this.#target.clock.advance(ms);
    if (problem !== null) return problem;
    const isDone = () => time.get().count > count && time.get().pendingJumps === 0;
    return (await this.#until(isDone)) ? null : `The clock did not move within ${stepMs / 1000} s.`;
  }

  #client(name: string): Client | null {
    return this.#target.clients.find(name);
  }

  #isClosed(name: string): boolean {
    const client = this.#client(name);
    return client === null || client.phase === "closed";
  }

  #until(isDone: () => boolean): Promise<boolean> {
    const { state, arrivals, clock, signal } = this.#target;
    return until(isDone, { on: [state, arrivals, clock.time], withinMs: stepMs, signal });
  }
}

function connectOptions({ query, protocols }: Extract<TryCommand, { readonly do: "connect" }>): ConnectOptions {
  return { ...(query !== undefined && { query }), ...(protocols !== undefined && { protocols }) };
}

// What the prompt controls: the clients, the room's clock, the checks and the editor of the open lesson.
import { nearest } from "../../server/protocol/nearest.ts";
import { passedCount } from "../checks/run-state.ts";
import type { Phase, Place } from "../clients/client.ts";
import type { Kind } from "../clients/composer/composer-state.ts";
import { type Saved, saveProblem } from "../clients/composer/saved-messages.ts";
import type { NewEntry } from "../console/console-entry.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import type { RoomClock } from "../time/room-clock.ts";
import { makeId } from "../ui/made-id.ts";

export interface ClientView {
  readonly name: string;
  readonly phase: Phase;
  readonly place: Place;
  readonly protocol: string;
  /** How the last connection ended; empty when there was none. */
  readonly ending: string;
  /** It was asked for something that only a client on the server can do. */
  readonly isOffered: boolean;
}

/** Methods return null, or a sentence that says why the call failed. */
export interface PromptClients {
  all(): readonly ClientView[];
  subscribe(listener: () => void): () => void;
  add(name: string | null): string | null;
  connect(name: string, protocols: readonly string[]): string | null;
  send(name: string, kind: Kind, text: string, fragments: number): string | null;
  sendSaved(name: string, message: string): string | null;
  ping(name: string, text: string): string | null;
  close(name: string, code: number | null, reason: string): string | null;
  cut(name: string): string | null;
  remove(name: string): string | null;
  runOn(name: string, place: Place): string | null;
  /** Accepts the offer to run the client on the server. */
  accept(name: string): string | null;
}

export interface PromptTarget {
  readonly clients: PromptClients;
  readonly clock: Pick<RoomClock, "advance" | "setMode" | "jumpToNextTimer" | "time">;
  /** Saves a text message under a name. Returns null, or why not. */
  save(name: string, text: string): string | null;
  /** Resolves to a sentence about the result. */
  check(): Promise<string>;
  clear(): void;
  goToLine(line: number): void;
  print(entry: NewEntry): void;
  /** The page's own clock, in milliseconds. */
  now(): number;
}

export function promptTarget(session: LessonSession): PromptTarget {
  return {
    clients: promptClients(session),
    clock: session.clock,
    save: (name, text) => save(session, name, text),
    check: () => check(session),
    clear: () => session.console.dispatch({ type: "clear" }),
    goToLine: (line) => {
      session.showCode("handler");
      session.editor?.reveal(line, 1);
    },
    print: (entry) => session.console.dispatch({ type: "add", entry }),
    now: () => performance.now(),
  };
}

function promptClients({ clientList, clients, saved }: LessonSession): PromptClients {
  return {
    all: () =>
      clientList.get().clients.map(({ name, phase, place, protocol, ending, offer }) => {
        return { name, phase, place, protocol, ending: ending?.text ?? "", isOffered: offer !== null };
      }),
    subscribe: clientList.subscribe,
    add: (name) => clients.add(name ?? undefined),
    connect: (name, protocols) => clients.connect(name, protocols.length > 0 ? { protocols } : {}),
    send: (name, kind, text, fragments) => clients.send(name, kind, text, { fragments }),
    sendSaved: (name, wanted) => {
      const message = saved.get().messages.find((each) => each.name.toLowerCase() === wanted.toLowerCase());
      if (message === undefined) return noSuchMessage(saved.get(), wanted);
      return clients.send(name, message.kind, message.text, { encoding: message.encoding });
    },
    ping: (name, text) => clients.ping(name, text),
    close: (name, code, reason) => clients.close(name, code, reason),
    cut: (name) => clients.cut(name),
    remove: (name) => clients.remove(name),
    runOn: (name, place) => clients.runOn(name, place),
    accept: (name) => clients.accept(name),
  };
}

function save({ saved }: LessonSession, name: string, text: string): string | null {
  const problem = saveProblem(saved.get(), name);
  if (problem !== null) return problem;
  saved.dispatch({ type: "save", message: { id: makeId(), name, kind: "text", encoding: "hex", text } });
  return null;
}

function noSuchMessage({ messages }: Saved, wanted: string): string {
  const names = messages.map(({ name }) => name);
  if (names.length === 0) return "There are no saved messages. For example: save greeting hello";
  const guess = nearest(wanted, names);
  return `There is no saved message "${wanted}". ${guess === null ? `Saved: ${names.join(", ")}.` : `Did you mean: ${guess}`}`;
}

async function check(session: LessonSession): Promise<string> {
  await session.runChecks();
  const run = session.run.get();
  if (run.error !== null) return run.error;
  if (run.phase !== "finished") return "the checks are still running";
  const failed = run.checks.find(({ id }) => run.results[id]?.status !== "pass");
  const count = `${passedCount(run)} of ${run.checks.length} checks passed`;
  return failed === undefined ? count : `${count}; first failure: ${failed.title}`;
}

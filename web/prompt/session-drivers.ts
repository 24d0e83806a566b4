// The opened lesson as the prompt drives it.

import { passedCount } from "../checks/run-state.ts";
import type { Client } from "../clients/client.ts";
import { keepProblem, type Saved } from "../clients/saved-messages.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { makeId } from "../ui/made-id.ts";
import type { ClientDrivers, ClientView, Drivers } from "./drivers.ts";
import { nearest } from "./nearest.ts";

export function sessionDrivers(session: LessonSession): Drivers {
  return {
    clients: clientDrivers(session),
    clock: session.clock,
    save: (name, text) => save(session, name, text),
    check: () => check(session),
    clear: () => session.console.dispatch({ type: "clear" }),
    goToLine: (line) => {
      session.show("handler");
      session.editor?.reveal(line, 1);
    },
    say: (entry) => session.console.dispatch({ type: "said", entry }),
    now: () => performance.now(),
  };
}

function clientDrivers({ bench, clients, saved }: LessonSession): ClientDrivers {
  return {
    all: () => bench.get().clients.map(view),
    subscribe: bench.subscribe,
    add: (name) => clients.add(name ?? undefined),
    connect: (name, protocols) => clients.connect(name, protocols.length > 0 ? { protocols } : {}),
    send: (name, kind, text, fragments) => clients.send(name, kind, text, { fragments }),
    sendSaved: (name, message) => {
      const kept = saved.get().messages.find((each) => each.name.toLowerCase() === message.toLowerCase());
      if (kept === undefined) return noSuchMessage(saved.get(), message);
      return clients.send(name, kept.kind, kept.text, { encoding: kept.encoding });
    },
    ping: (name, text) => clients.ping(name, text),
    close: (name, code, reason) => clients.close(name, code, reason),
    cut: (name) => clients.cut(name),
    remove: (name) => clients.remove(name),
    runOn: (name, place) => clients.runOn(name, place),
    accept: (name) => clients.accept(name),
  };
}

function view({ name, phase, place, protocol, ending, offer }: Client): ClientView {
  return { name, phase, place, protocol, ending: ending?.text ?? "", isOffered: offer !== null };
}

function save({ saved }: LessonSession, name: string, text: string): string | null {
  const problem = keepProblem(saved.get(), name);
  if (problem !== null) return problem;
  const message = { id: makeId(), name, kind: "text", encoding: "hex", text } as const;
  saved.dispatch({ type: "keep", message });
  return null;
}

function noSuchMessage({ messages }: Saved, wanted: string): string {
  const names = messages.map(({ name }) => name);
  if (names.length === 0) return "No message is saved yet. For example: save greeting hello";
  const slip = nearest(wanted, names);
  return `No message is called ${wanted}. ${slip === null ? `There are: ${names.join(", ")}.` : `Is it ${slip}?`}`;
}

async function check(session: LessonSession): Promise<string> {
  await session.runChecks();
  const run = session.run.get();
  if (run.trouble !== null) return run.trouble;
  if (run.phase !== "finished") return "the checks run on";
  const failed = run.checks.find(({ id }) => run.results[id]?.status !== "pass");
  const count = `${passedCount(run)} of ${run.checks.length} checks passed`;
  return failed === undefined ? count : `${count}; first look at: ${failed.title}`;
}

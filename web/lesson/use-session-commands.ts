// Commands of an opened lesson: checks, style, clients, time, panes, and the lessons around it.
import { type Command, useCommands } from "../shell/commands.ts";
import { goTo } from "../shell/route.ts";
import type { LessonSession } from "../session/lesson-session.ts";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { paneNames, panes, type Pane } from "./panes.ts";

interface Around {
  readonly session: LessonSession;
  readonly next: LessonSummary | null;
  readonly runChecks: () => void;
  readonly goToPane: (pane: Pane) => void;
}

export function useSessionCommands(around: Around): void {
  useCommands(() => [
    ...lessonCommands(around),
    ...clientCommands(around.session),
    ...timeCommands(around.session),
    ...paneCommands(around),
  ]);
}

function lessonCommands({ session, next, runChecks }: Around): readonly Command[] {
  const other = session.draft.get().style === "loop" ? "events" : "loop";
  const commands: Command[] = [
    { id: "lesson.checks", title: "Run the checks", group: "Lesson", words: "test", key: "checks", run: runChecks },
    {
      id: "code.style",
      title: other === "loop" ? "Write it as a loop" : "Write it with events",
      group: "Code",
      words: "switch style loop events",
      run: () => session.changeStyle(other),
    },
  ];
  if (!next) return commands;
  const go = () => goTo(`/lessons/${next.slug}`);
  return [...commands, { id: "lesson.next", title: `Next lesson: ${next.title}`, group: "Lesson", run: go }];
}

function clientCommands({ bench, clients }: LessonSession): readonly Command[] {
  const all = bench.get().clients.flatMap(({ name, phase, place }) => {
    const about = { group: "Clients", words: "socket client open close" } as const;
    if (phase === "closed") {
      return [{ ...about, id: `client.${name}`, title: `Connect ${name}`, run: () => clients.connect(name) }];
    }
    const leave = {
      ...about,
      id: `client.${name}`,
      title: `Disconnect ${name}`,
      run: () => clients.close(name, null, ""),
    };
    if (place === "browser" || phase !== "open") return [leave];
    return [
      leave,
      { ...about, id: `client.ping.${name}`, title: `Ping from ${name}`, run: () => clients.ping(name, "") },
      { ...about, id: `client.cut.${name}`, title: `Cut ${name} off without a close`, run: () => clients.cut(name) },
    ];
  });
  return [...all, { id: "client.add", title: "Add a client", group: "Clients", run: () => clients.add() }];
}

function timeCommands(session: LessonSession): readonly Command[] {
  const isStepped = session.room.get().state?.clock === "stepped";
  return [
    { id: "time.1s", title: "+1 s", group: "Time", words: "clock advance second", run: () => session.advance(1_000) },
    {
      id: "time.30s",
      title: "+30 s",
      group: "Time",
      words: "clock advance seconds",
      run: () => session.advance(30_000),
    },
    {
      id: "time.mode",
      title: isStepped ? "Let time run" : "Step the time by hand",
      group: "Time",
      words: "clock real stepped",
      run: () => session.setClock(isStepped ? "real" : "stepped"),
    },
  ];
}

function paneCommands({ goToPane }: Around): readonly Command[] {
  return panes.map((pane) => ({
    id: `pane.${pane}`,
    title: `Go to the ${paneNames[pane].toLowerCase()}`,
    group: "Go to",
    words: "pane focus",
    run: () => goToPane(pane),
  }));
}

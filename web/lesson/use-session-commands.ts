// Commands of an opened lesson: checks, style, clients, time, panes, and the lessons around it.
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { type CodeTab, codeTabs } from "../code/code-view.ts";
import type { Command } from "../shell/commands.ts";
import { goTo } from "../shell/route.ts";
import { useCommands } from "../shell/use-commands.ts";
import type { LessonSession } from "./lesson-session.ts";
import { type Pane, paneNames, panes } from "./panes.ts";

interface Around {
  readonly session: LessonSession;
  readonly next: LessonSummary | null;
  readonly runChecks: () => void;
  readonly goToPane: (pane: Pane) => void;
}

export function useSessionCommands(around: Around): void {
  useCommands(() => [
    ...lessonCommands(around),
    ...codeCommands(around),
    ...clientCommands(around.session),
    ...wireCommands(around.session),
    ...timeCommands(around.session),
    ...paneCommands(around),
  ]);
}

function lessonCommands({ next, runChecks }: Around): readonly Command[] {
  const checks = { group: "Lesson", words: "test judge", key: "checks", run: runChecks } as const;
  const commands: Command[] = [{ ...checks, id: "lesson.checks", title: "Run the checks" }];
  if (!next) return commands;
  const go = () => goTo(`/lessons/${next.slug}`);
  return [...commands, { id: "lesson.next", title: `Next lesson: ${next.title}`, group: "Lesson", run: go }];
}

const tabTitles: Record<CodeTab, string> = {
  handler: "Show my handler",
  axum: "Show the same in Axum",
  solution: "Compare with the solution",
  history: "Show earlier versions",
};

function codeCommands({ session, goToPane }: Around): readonly Command[] {
  const other = session.draft.get().style === "loop" ? "events" : "loop";
  const tabs = codeTabs.map((tab): Command => {
    const show = () => {
      session.show(tab);
      goToPane("code");
    };
    return { id: `code.${tab}`, title: tabTitles[tab], group: "Code", words: "history diff rust undo", run: show };
  });
  const title = other === "loop" ? "Write it as a loop" : "Write it with events";
  const change = () => session.changeStyle(other);
  return [{ id: "code.style", title, group: "Code", words: "switch style loop events", run: change }, ...tabs];
}

function clientCommands({ clientList, clients }: LessonSession): readonly Command[] {
  const all = clientList.get().clients.flatMap(({ name, phase, place }) => {
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

function wireCommands({ wire, console }: LessonSession): readonly Command[] {
  const isPaused = wire.view.get().pausedAt !== null;
  const at = wire.log.entries.next;
  const about = { group: "Wire", words: "frames rows log" } as const;
  return [
    {
      ...about,
      id: "wire.pause",
      title: isPaused ? "Let the wire go on" : "Pause the wire",
      run: () => wire.togglePause(),
    },
    { ...about, id: "wire.clear", title: "Clear the wire", run: () => wire.view.dispatch({ type: "clear", at }) },
    { ...about, id: "console.clear", title: "Clear the console", run: () => console.dispatch({ type: "clear" }) },
  ];
}

function timeCommands({ clock }: LessonSession): readonly Command[] {
  const isStepped = clock.time.get().mode === "stepped";
  const about = { group: "Time", words: "clock advance seconds" } as const;
  return [
    { ...about, id: "time.1s", title: "+1 s", run: () => clock.advance(1_000) },
    { ...about, id: "time.30s", title: "+30 s", run: () => clock.advance(30_000) },
    { ...about, id: "time.next", title: "Go to the next timer", run: () => clock.jumpToNextTimer() },
    {
      ...about,
      id: "time.mode",
      title: isStepped ? "Let time run" : "Step the time by hand",
      run: () => clock.setMode(isStepped ? "real" : "stepped"),
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

// The palette commands of an opened lesson or draft: checks, code, clients, wire, time and panes.
import { type Pane, paneNames } from "../../server/protocol/panes.ts";
import type { CodeTab } from "../code/code-view.ts";
import type { Command } from "../shell/commands.ts";
import { goTo } from "../shell/route.ts";
import { useCommands } from "../shell/use-commands.ts";
import type { Neighbours, OwnLessonExits } from "./lesson-head.tsx";
import type { LessonSession } from "./lesson-session.ts";

export interface CommandTargets {
  readonly session: LessonSession;
  readonly tabs: readonly CodeTab[];
  readonly panes: readonly Pane[];
  /** Null where there are no checks. */
  readonly runChecks: (() => void) | null;
  readonly goToPane: (pane: Pane) => void;
  readonly maximize: (pane: Pane) => void;
}

export function useSessionCommands(targets: CommandTargets): void {
  useCommands(() => [
    ...checkCommands(targets),
    ...codeCommands(targets),
    ...clientCommands(targets.session),
    ...wireCommands(targets.session),
    ...timeCommands(targets.session),
    ...paneCommands(targets),
  ]);
}

/** What only a learner's own lesson has. */
export function useOwnLessonCommands({ neighbours, takeHome, play }: OwnLessonExits): void {
  useCommands(() => [
    ...neighbourCommands(neighbours),
    {
      ...{ id: "code.home", title: "Take it home as a Node project", group: "Code", words: "eject zip download npm" },
      run: takeHome,
    },
    {
      ...{ id: "code.play", title: "Open in the playground", group: "Code", words: "draft copy fork try" },
      run: play,
    },
  ]);
}

function neighbourCommands(neighbours: Neighbours): readonly Command[] {
  return (["next", "previous"] as const).flatMap((which): Command[] => {
    const lesson = neighbours[which];
    if (!lesson) return [];
    const title = `${which === "next" ? "Next" : "Previous"} lesson: ${lesson.title}`;
    return [{ id: `lesson.${which}`, title, group: "Lesson", run: () => goTo(`/lessons/${lesson.slug}`) }];
  });
}

function checkCommands({ runChecks: run }: CommandTargets): readonly Command[] {
  if (run === null) return [];
  return [{ id: "lesson.checks", title: "Run checks", group: "Lesson", words: "test judge", key: "checks", run }];
}

const tabTitles: Record<CodeTab, string> = {
  handler: "Show handler",
  page: "Show the client page",
  walkthrough: "Show the walkthrough",
  axum: "Show the handler in Rust (Axum)",
  solution: "Compare with the solution",
  history: "Show history",
};

function codeCommands({ session, tabs: keys, goToPane }: CommandTargets): readonly Command[] {
  const other = session.draft.get().style === "loop" ? "events" : "loop";
  const tabs = keys.map((tab): Command => {
    const show = () => {
      session.showCode(tab);
      goToPane("code");
    };
    return { id: `code.${tab}`, title: tabTitles[tab], group: "Code", words: "history diff rust undo", run: show };
  });
  const title = other === "loop" ? "Write it as a loop" : "Write it with events";
  const change = () => session.changeStyle(other);
  return [{ id: "code.style", title, group: "Code", words: "switch style loop events", run: change }, ...tabs];
}

function clientCommands({ clientList, clients }: LessonSession): readonly Command[] {
  const about = { group: "Clients", words: "socket client open close" } as const;
  const all = clientList.get().clients.flatMap(({ name, phase, place }) => {
    const id = `client.${name}`;
    if (phase === "closed") return [{ ...about, id, title: `Connect ${name}`, run: () => clients.connect(name) }];
    const leave = { ...about, id, title: `Disconnect ${name}`, run: () => clients.close(name) };
    if (place === "browser" || phase !== "open") return [leave];
    return [
      leave,
      { ...about, id: `client.ping.${name}`, title: `Ping from ${name}`, run: () => clients.ping(name, "") },
      { ...about, id: `client.cut.${name}`, title: `Cut off ${name} without a close`, run: () => clients.cut(name) },
    ];
  });
  return [...all, { id: "client.add", title: "Add a client", group: "Clients", run: () => clients.add() }];
}

function wireCommands({ wire, console }: LessonSession): readonly Command[] {
  const pause = wire.view.get().pausedAt === null ? "Pause the wire" : "Resume the wire";
  const at = wire.log.entries.next;
  const about = { group: "Wire", words: "frames rows log" } as const;
  return [
    { ...about, id: "wire.pause", title: pause, run: () => wire.togglePause() },
    { ...about, id: "wire.clear", title: "Clear the wire", run: () => wire.view.dispatch({ type: "clear", at }) },
    { ...about, id: "console.clear", title: "Clear the console", run: () => console.dispatch({ type: "clear" }) },
  ];
}

function timeCommands({ clock }: LessonSession): readonly Command[] {
  const isStepped = clock.time.get().mode === "stepped";
  const mode = isStepped ? "Run the clock in real time" : "Step the clock manually";
  const about = { group: "Time", words: "clock advance seconds" } as const;
  return [
    { ...about, id: "time.1s", title: "+1 s", run: () => clock.advance(1_000) },
    { ...about, id: "time.30s", title: "+30 s", run: () => clock.advance(30_000) },
    { ...about, id: "time.next", title: "Advance to the next timer", run: () => clock.jumpToNextTimer() },
    { ...about, id: "time.mode", title: mode, run: () => clock.setMode(isStepped ? "real" : "stepped") },
  ];
}

function paneCommands({ panes, goToPane, maximize }: CommandTargets): readonly Command[] {
  return panes.flatMap((pane): Command[] => {
    const name = paneNames[pane].toLowerCase();
    const title = `Maximize or restore ${name}`;
    const words = "pane full screen layout";
    return [
      { id: `pane.${pane}`, title: `Go to ${name}`, group: "Go to", words: "pane focus", run: () => goToPane(pane) },
      { id: `pane.maximize.${pane}`, title, group: "Page", words, run: () => maximize(pane) },
    ];
  });
}

// Hooks that register palette commands while a component is mounted.
import { useEffect, useRef } from "react";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import type { CommandSource } from "./commands.ts";
import { type Page, usePage } from "./page-context.ts";
import { goTo } from "./route.ts";
import { sizes, themes } from "./settings.ts";

export function useCommands(source: CommandSource): void {
  const { commands } = usePage();
  const latest = useRef(source);
  latest.current = source;
  useEffect(() => commands.register(() => latest.current()), [commands]);
}

/** Commands available on every screen. */
export function usePageCommands(): void {
  const page = usePage();
  const { overlay } = page;
  useCommands(() => [
    { id: "page.theme", title: "Change theme", group: "Page", words: "dark light", run: () => nextTheme(page) },
    { id: "page.larger", title: "Larger text", group: "Page", words: "font size zoom", run: () => resize(page, 1) },
    { id: "page.smaller", title: "Smaller text", group: "Page", words: "font size zoom", run: () => resize(page, -1) },
    {
      ...{ id: "page.settings", title: "Settings", group: "Page", words: "options" },
      run: () => overlay.dispatch("settings"),
    },
    {
      ...{ id: "page.keys", title: "Keyboard shortcuts", group: "Page", words: "help keys", key: "help" },
      run: () => overlay.dispatch("keys"),
    },
    {
      ...{ id: "page.devices", title: "Move my progress to another device", group: "Page", words: "code phone laptop" },
      run: () => openDevices(page),
    },
    { id: "go.play", title: "Playground", group: "Go to", words: "drafts try sandbox blank", run: () => goTo("/play") },
    { id: "go.course", title: "All lessons", group: "Go to", words: "course home", run: () => goTo("/lessons") },
    {
      ...{ id: "go.preflight", title: "Preflight", group: "Go to", words: "check network browser socket" },
      run: () => goTo("/preflight"),
    },
    {
      ...{ id: "go.reference", title: "Reference", group: "Go to", words: "api types close codes opcodes" },
      run: () => void window.open("/reference", "_blank", "noopener"),
    },
  ]);
}

/** One command per lesson, wherever the course is loaded. */
export function useLessonCommands(lessons: readonly LessonSummary[]): void {
  useCommands(() =>
    lessons.map(({ slug, number, title, summary, concepts }) => ({
      id: `lesson.${slug}`,
      title: `${number} ${title}`,
      group: "Go to",
      words: `lesson ${summary} ${concepts.join(" ")}`,
      run: () => goTo(`/lessons/${slug}`),
    })),
  );
}

/** Leaves the lesson first: an open lesson would save its text for the learner this browser is about to become. */
function openDevices({ overlay }: Page): void {
  goTo("/lessons");
  requestAnimationFrame(() => overlay.dispatch("devices"));
}

function nextTheme({ settings }: Page): void {
  const next = (themes.indexOf(settings.get().theme) + 1) % themes.length;
  settings.dispatch({ theme: themes[next] ?? "system" });
}

function resize({ settings }: Page, step: 1 | -1): void {
  const next = sizes[sizes.indexOf(settings.get().size) + step];
  if (next) settings.dispatch({ size: next });
}

// Commands that are there on every screen.
import { useCommands } from "./commands.ts";
import { type Page, usePage } from "./page-context.ts";
import { goTo } from "./route.ts";
import { sizes, themes } from "./settings.ts";

export function usePageCommands(): void {
  const page = usePage();
  useCommands(() => [
    { id: "page.theme", title: "Change the theme", group: "Page", words: "dark light", run: () => nextTheme(page) },
    { id: "page.larger", title: "Larger text", group: "Page", words: "font size zoom", run: () => resize(page, 1) },
    { id: "page.smaller", title: "Smaller text", group: "Page", words: "font size zoom", run: () => resize(page, -1) },
    { id: "page.settings", title: "Settings", group: "Page", words: "options", run: () => open(page, "settings") },
    {
      id: "page.keys",
      title: "Show all keys",
      group: "Page",
      words: "help",
      key: "help",
      run: () => open(page, "keys"),
    },
    {
      id: "page.devices",
      title: "Move my progress to another device",
      group: "Page",
      words: "code phone laptop",
      run: () => openDevices(page),
    },
    { id: "go.course", title: "All lessons", group: "Go to", words: "course home", run: () => goTo("/") },
    {
      id: "go.preflight",
      title: "Preflight",
      group: "Go to",
      words: "check network browser socket",
      run: () => goTo("/preflight"),
    },
  ]);
}

function open({ overlay }: Page, which: "settings" | "keys"): void {
  overlay.dispatch(which);
}

/** From the course page: an open lesson would save its text for whoever this browser becomes. */
function openDevices({ overlay }: Page): void {
  goTo("/");
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

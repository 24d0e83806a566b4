// Every key of the page, once: what the `?` dialog lists, what the palette shows, and what handlers compare with.

export type Place =
  | "Everywhere"
  | "Code"
  | "Clients"
  | "Wire"
  | "Console"
  | "Walkthrough"
  | "Lessons"
  | "Lists and lines";

export interface Key {
  /** `Mod` is Ctrl, and Cmd on a Mac. Several ways are separated by a space. */
  readonly press: string;
  readonly does: string;
  readonly place: Place;
  /** Without Ctrl, Cmd, Alt or a function key: works only where its place has the focus, and can be turned off. */
  readonly single?: true;
}

export const keys = {
  checks: { press: "Mod+Enter", does: "Run the checks", place: "Everywhere" },
  palette: { press: "Mod+K", does: "Open the command palette", place: "Everywhere" },
  help: { press: "?", does: "Show all keys", place: "Everywhere", single: true },
  "next-pane": { press: "F6", does: "Go to the next pane", place: "Everywhere" },
  "previous-pane": { press: "Shift+F6", does: "Go to the pane before", place: "Everywhere" },
  "leave-dialog": { press: "Escape", does: "Close a dialog or a menu", place: "Everywhere" },
  save: { press: "Mod+S", does: "Save and load now; it happens by itself, too", place: "Code" },
  "leave-editor": { press: "Ctrl+M", does: "Leave the editor (Tab indents inside it)", place: "Code" },
  "send-message": { press: "Enter", does: "Send the message; Shift+Enter begins a new line", place: "Clients" },
  "choose-frame": { press: "ArrowUp ArrowDown Home End", does: "Choose a frame", place: "Wire" },
  "open-frame": { press: "Enter", does: "Show the chosen frame in full; Escape goes back", place: "Wire" },
  "find-frame": { press: "/", does: "Write a filter", place: "Wire", single: true },
  "pause-wire": { press: "P", does: "Hold the list, or let it go on", place: "Wire", single: true },
  "follow-wire": { press: "F", does: "Follow the newest frame again", place: "Wire", single: true },
  "find-console": { press: "Mod+F", does: "Find in the console", place: "Console" },
  "earlier-command": { press: "ArrowUp ArrowDown", does: "Earlier and later commands at the prompt", place: "Console" },
  "complete-command": {
    press: "Tab",
    does: "Complete the command; leaves the prompt when it is whole",
    place: "Console",
  },
  "list-commands": { press: "Ctrl+Space", does: "List what the command may become", place: "Console" },
  "play-tour": { press: "Space", does: "Play or pause", place: "Walkthrough", single: true },
  "step-tour": { press: "ArrowLeft ArrowRight", does: "One step back or on", place: "Walkthrough", single: true },
  "ends-of-tour": { press: "Home End", does: "First or last step", place: "Walkthrough", single: true },
  "find-lesson": { press: "/", does: "Search the lessons", place: "Lessons", single: true },
  "move-line": { press: "ArrowLeft ArrowRight", does: "Move the line between two panes", place: "Lists and lines" },
  "move-tab": { press: "ArrowLeft ArrowRight", does: "The tab before or after", place: "Lists and lines" },
} as const satisfies Record<string, Key>;
export type KeyName = keyof typeof keys;

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export function isKey(event: Pressed, name: KeyName): boolean {
  return keys[name].press.split(" ").some((press) => matches(event, press));
}

function matches(event: Pressed, press: string): boolean {
  const parts = press.split("+");
  const key = parts.at(-1) ?? "";
  const wants = (part: string) => parts.slice(0, -1).includes(part);
  const isMod = event.ctrlKey || event.metaKey;
  if (wants("Mod") ? !isMod : event.metaKey || event.ctrlKey !== wants("Ctrl")) return false;
  // A `?` or `/` needs Shift on some keyboards and not on others.
  const isSign = key.length === 1 && !/[a-z]/i.test(key);
  if (event.altKey !== wants("Alt") && !isSign) return false;
  if (event.shiftKey !== wants("Shift") && !isSign) return false;
  return event.key.toLowerCase() === (key === "Space" ? " " : key.toLowerCase());
}

/** As it stands on the keyboard of this machine. */
export function keyNames(name: KeyName, isMac: boolean): readonly string[] {
  return keys[name].press.split(" ").map((press) => pressName(press, isMac));
}

const arrows: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

function pressName(press: string, isMac: boolean): string {
  const parts = press.split("+").map((part) => (part === "Mod" ? (isMac ? "⌘" : "Ctrl") : (arrows[part] ?? part)));
  return parts.join("+");
}

/** Macs have Cmd where others have Ctrl. */
export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const kinds =
    "input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable], .monaco-editor, .xterm";
  return target.closest(kinds) !== null;
}

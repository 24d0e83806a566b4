// Keyboard shortcuts: one table for the `?` dialog, the palette and the event handlers.

export type Place =
  | "Everywhere"
  | "Code"
  | "Clients"
  | "Wire"
  | "Console"
  | "Walkthrough"
  | "Lessons"
  | "Workshop"
  | "A learner’s work"
  | "Lists and lines";

export interface Key {
  /** `Mod` is Cmd on a Mac and Ctrl elsewhere. Alternatives are separated by a space. */
  readonly press: string;
  readonly does: string;
  readonly place: Place;
  /** Without a modifier or function key: active only while its pane has the focus, and can be turned off. */
  readonly single?: true;
}

export const keys = {
  checks: { press: "Mod+Enter", does: "Run checks", place: "Everywhere" },
  palette: { press: "Mod+K", does: "Open the command palette", place: "Everywhere" },
  help: { press: "?", does: "Show keyboard shortcuts", place: "Everywhere", single: true },
  "next-pane": { press: "F6", does: "Next pane", place: "Everywhere" },
  "previous-pane": { press: "Shift+F6", does: "Previous pane", place: "Everywhere" },
  hand: { press: "H", does: "Raise or lower your hand, in a workshop", place: "Everywhere", single: true },
  "leave-dialog": { press: "Escape", does: "Close a dialog or menu", place: "Everywhere" },
  save: { press: "Mod+S", does: "Save and load now (also happens automatically)", place: "Code" },
  "leave-editor": { press: "Ctrl+M", does: "Leave the editor (Tab indents while you are in it)", place: "Code" },
  "send-message": { press: "Enter", does: "Send the message (Shift+Enter adds a line)", place: "Clients" },
  "choose-frame": { press: "ArrowUp ArrowDown Home End", does: "Select a frame", place: "Wire" },
  "open-frame": { press: "Enter", does: "Show the selected frame (Escape returns)", place: "Wire" },
  "find-frame": { press: "/", does: "Edit the filter", place: "Wire", single: true },
  "pause-wire": { press: "P", does: "Pause or resume", place: "Wire", single: true },
  "follow-wire": { press: "F", does: "Follow the newest frame", place: "Wire", single: true },
  "find-console": { press: "Mod+F", does: "Find in the console", place: "Console" },
  "earlier-command": { press: "ArrowUp ArrowDown", does: "Previous and next command", place: "Console" },
  "complete-command": {
    press: "Tab",
    does: "Complete the command (leaves the prompt when complete)",
    place: "Console",
  },
  "list-commands": { press: "Ctrl+Space", does: "List completions", place: "Console" },
  "play-tour": { press: "Space", does: "Play or pause", place: "Walkthrough", single: true },
  "step-tour": { press: "ArrowLeft ArrowRight", does: "Previous or next step", place: "Walkthrough", single: true },
  "ends-of-tour": { press: "Home End", does: "First or last step", place: "Walkthrough", single: true },
  "find-lesson": { press: "/", does: "Search lessons", place: "Lessons", single: true },
  "find-learner": { press: "/", does: "Search learners", place: "Workshop", single: true },
  "join-code": { press: "J", does: "Show how to join", place: "Workshop", single: true },
  projector: { press: "P", does: "Enter or leave projector mode", place: "Workshop", single: true },
  "next-learner": { press: "J", does: "Next learner", place: "A learner’s work", single: true },
  "previous-learner": { press: "K", does: "Previous learner", place: "A learner’s work", single: true },
  "move-tile": {
    press: "ArrowUp ArrowDown ArrowLeft ArrowRight Home End",
    does: "Select a learner (Enter opens)",
    place: "Workshop",
  },
  "move-line": { press: "ArrowLeft ArrowRight", does: "Resize panes", place: "Lists and lines" },
  "move-tab": { press: "ArrowLeft ArrowRight", does: "Previous or next tab", place: "Lists and lines" },
} as const satisfies Record<string, Key>;
export type KeyName = keyof typeof keys;

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

export function isKey(event: Pressed, name: KeyName): boolean {
  return keys[name].press.split(" ").some((press) => matches(event, press));
}

function matches(event: Pressed, press: string): boolean {
  const parts = press.split("+");
  const key = parts.at(-1) ?? "";
  const needs = (part: string) => parts.slice(0, -1).includes(part);
  const isMod = event.ctrlKey || event.metaKey;
  if (needs("Mod") ? !isMod : event.metaKey || event.ctrlKey !== needs("Ctrl")) return false;
  // `?` and `/` need Shift on some keyboards but not on others.
  const isSign = key.length === 1 && !/[a-z]/i.test(key);
  if (event.altKey !== needs("Alt") && !isSign) return false;
  if (event.shiftKey !== needs("Shift") && !isSign) return false;
  return event.key.toLowerCase() === (key === "Space" ? " " : key.toLowerCase());
}

/** The labels on this machine's keyboard. */
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

// What the prompt drives: the clients of the bench, the room's clock, the checks, the editor.
import type { NewEntry } from "../console/console-entry.ts";
import type { RoomClock } from "../time/room-clock.ts";

export type Phase = "closed" | "connecting" | "open" | "closing";

export interface ClientView {
  readonly name: string;
  readonly phase: Phase;
  readonly place: "browser" | "server";
  readonly protocol: string;
  /** How the last connection ended, in words; empty when there was none. */
  readonly ending: string;
  /** It was asked for something that only a client on the server can do. */
  readonly isOffered: boolean;
}

/** Each call answers a sentence when it cannot do what was asked, else null. */
export interface ClientDrivers {
  all(): readonly ClientView[];
  subscribe(listener: () => void): () => void;
  add(name: string | null): string | null;
  connect(name: string, protocols: readonly string[]): string | null;
  send(name: string, kind: "text" | "json" | "binary", text: string, fragments: number): string | null;
  /** A message that was saved under a name. */
  sendSaved(name: string, message: string): string | null;
  ping(name: string, text: string): string | null;
  close(name: string, code: number | null, reason: string): string | null;
  cut(name: string): string | null;
  remove(name: string): string | null;
  runOn(name: string, place: "browser" | "server"): string | null;
  /** Does what was offered. */
  accept(name: string): string | null;
}

export interface Drivers {
  readonly clients: ClientDrivers;
  readonly clock: Pick<RoomClock, "advance" | "setMode" | "goToNextTimer" | "time">;
  /** Keeps a text under a name; answers why not, or null. */
  save(name: string, text: string): string | null;
  /** Answers how it went, in a sentence. */
  check(): Promise<string>;
  clear(): void;
  /** A line of the code as it stands in the editor now. */
  goToLine(line: number): void;
  say(entry: NewEntry): void;
  /** The page's own clock, in milliseconds. */
  now(): number;
}

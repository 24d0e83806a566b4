// The crash marker: a file in which a host records the room that is running and when it last made progress, so that the
// front can tell a host that is busy from one that hangs, and blame the room that hangs or crashes it. Both ends of it.
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The host inherits the file as this descriptor. */
export const crashMarkerFd = 4;

/** The room's id, padded with NUL; only NUL while no room is running. */
export const markedRoomBytes = 64;

/** After the room: when the host last began a turn or handled a message, in `systemMs`, as a little-endian double. */
export const crashMarkerBytes = markedRoomBytes + 8;

/** Milliseconds on the clock that all processes of this machine share, whatever happens to the time of day. */
export function systemMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Progress is recorded at most this often: a recording costs a system call. */
const everyMs = 50;
/** The room is cleared when no handler has run for about as long. */
const clearMs = 10;

/** The host's end. */
export class CrashMarkerFile implements Disposable {
  readonly #fd: number | null;
  readonly #entry = Buffer.alloc(crashMarkerBytes);
  #writtenRoom = "";
  #writtenAtMs = 0;
  #entered = false;
  #timer: NodeJS.Timeout | null = null;

  /** `fd` null records nothing. */
  constructor(fd: number | null) {
    this.#fd = fd;
  }

  /** Call before a handler's code runs. Costs a system call only if the room differs from the last one. */
  enter(room: string): void {
    if (this.#fd === null) return;
    this.#entered = true;
    this.#timer ??= setTimeout(() => this.#onTimer(), clearMs);
    if (room !== this.#writtenRoom) this.#record(room);
  }

  /** Call whenever the host gets on with its work. */
  progress(): void {
    this.#record(this.#writtenRoom);
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  // Clearing after every turn would double the system calls. A host that hangs in a turn never gets here.
  #onTimer(): void {
    this.#timer = this.#entered ? setTimeout(() => this.#onTimer(), clearMs) : null;
    this.#record(this.#entered ? this.#writtenRoom : "");
    this.#entered = false;
  }

  #record(room: string): void {
    const nowMs = systemMs();
    if (this.#fd === null || (room === this.#writtenRoom && nowMs - this.#writtenAtMs < everyMs)) return;
    if (room !== this.#writtenRoom) this.#entry.fill(0).write(room, "latin1");
    this.#entry.writeDoubleLE(nowMs, markedRoomBytes);
    this.#writtenRoom = room;
    this.#writtenAtMs = nowMs;
    writeSync(this.#fd, this.#entry, 0, crashMarkerBytes, 0);
  }
}

/** The file that the front opened for this process, if it is one. */
export function openCrashMarkerFile(): CrashMarkerFile {
  try {
    return new CrashMarkerFile(fstatSync(crashMarkerFd).isFile() ? crashMarkerFd : null);
  } catch {
    return new CrashMarkerFile(null);
  }
}

/** The front's end. */
export class CrashMarker implements Disposable {
  /** For the host's stdio. `ignore` where an open file cannot be removed (Windows). */
  readonly fd: number | "ignore";

  /** Removes the file once it is open, so that no crash can leave it behind. */
  constructor() {
    this.fd = process.platform === "win32" ? "ignore" : openNameless();
  }

  /** The room that was running when the host last wrote, null for none; and when it last made progress, in `systemMs`. */
  read(): { readonly room: string | null; readonly progressAtMs: number } {
    const bytes = Buffer.alloc(crashMarkerBytes);
    const length = this.fd === "ignore" ? 0 : readSync(this.fd, bytes, 0, crashMarkerBytes, 0);
    const [room = ""] = bytes.toString("latin1", 0, markedRoomBytes).split("\0");
    const progressAtMs = length < crashMarkerBytes ? 0 : bytes.readDoubleLE(markedRoomBytes);
    return { room: room.trim() || null, progressAtMs };
  }

  [Symbol.dispose](): void {
    if (this.fd !== "ignore") closeSync(this.fd);
  }
}

/** `ignore` without a free descriptor: a host without a marker is better than none. */
function openNameless(): number | "ignore" {
  try {
    const folder = mkdtempSync(join(tmpdir(), "ws101-crash-marker-"));
    const fd = openSync(join(folder, "crash-marker"), "wx+", 0o600);
    rmSync(folder, { recursive: true });
    return fd;
  } catch {
    return "ignore";
  }
}

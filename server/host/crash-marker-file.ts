// Records in a file the room that is running and when the host last made progress, so that the front can tell a busy host
// from one that hangs, and blame the room if the host hangs or crashes.
import { fstatSync, writeSync } from "node:fs";
import { crashMarkerBytes, crashMarkerFd, markedRoomBytes, systemMs } from "../protocol/crash-marker.ts";

/** Progress is recorded at most this often: a recording costs a system call. */
const everyMs = 50;

export class CrashMarkerFile implements Disposable {
  readonly #fd: number | null;
  readonly #entry = Buffer.alloc(crashMarkerBytes);
  #writtenRoom = "";
  #writtenAtMs = 0;
  #entered = false;
  #immediate: NodeJS.Immediate | null = null;

  /** `fd` null records nothing. */
  constructor(fd: number | null) {
    this.#fd = fd;
  }

  /** Call before a handler's code runs. */
  enter(room: string): void {
    if (this.#fd === null) return;
    this.#entered = true;
    this.#immediate ??= setImmediate(() => this.#onImmediate());
    this.#record(room);
  }

  /** Call whenever the host gets on with its work. */
  progress(): void {
    this.#record(this.#writtenRoom);
  }

  [Symbol.dispose](): void {
    if (this.#immediate) clearImmediate(this.#immediate);
    this.#immediate = null;
  }

  // Clearing after every turn would double the system calls of a busy host. One that hangs in a turn never gets here.
  #onImmediate(): void {
    this.#immediate = this.#entered ? setImmediate(() => this.#onImmediate()) : null;
    if (!this.#entered) this.#record("");
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

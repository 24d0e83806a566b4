// Records the room that is currently running in a file, so that the front can blame it if the host hangs or crashes.
import { fstatSync, writeSync } from "node:fs";
import { crashMarkerBytes, crashMarkerFd } from "../protocol/crash-marker.ts";

/** The entry is cleared when no handler has run for this long. */
const clearMs = 50;

export class CrashMarkerFile implements Disposable {
  readonly #fd: number | null;
  readonly #entry = Buffer.alloc(crashMarkerBytes);
  #written = "";
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
    if (room !== this.#written) this.#write(room);
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  // Clearing after every turn would double the system calls. A host that hangs in a turn never gets here.
  #onTimer(): void {
    this.#timer = this.#entered ? setTimeout(() => this.#onTimer(), clearMs) : null;
    if (!this.#entered) this.#write("");
    this.#entered = false;
  }

  #write(room: string): void {
    if (this.#fd === null) return;
    this.#written = room;
    this.#entry.fill(0);
    this.#entry.write(room, "latin1");
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

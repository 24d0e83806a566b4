// Which room this host is in, written where the front can read it even when the host no longer answers.
import { fstatSync, writeSync } from "node:fs";

const entryBytes = 64;
/** So long after the last entry nobody is in the ledger any more. */
const forgetMs = 50;

/** The descriptor that the front opens for a ledger, when it wants one. */
export const crashMarkerFd = 4;

export class CrashMarkerFile implements Disposable {
  readonly #fd: number | null;
  readonly #entry = Buffer.alloc(entryBytes);
  #last = "";
  #entered = false;
  #timer: NodeJS.Timeout | null = null;

  /** `fd` null keeps no ledger. */
  constructor(fd: number | null) {
    this.#fd = fd;
  }

  /** Call before a handler's code runs. Costs a system call only when the room differs from the last one. */
  enter(room: string): void {
    if (this.#fd === null) return;
    this.#entered = true;
    this.#timer ??= setTimeout(() => this.#forget(), forgetMs);
    if (room !== this.#last) this.#write(room);
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  // Clearing after every turn would double the system calls; a host that hangs in a turn never comes here.
  #forget(): void {
    this.#timer = this.#entered ? setTimeout(() => this.#forget(), forgetMs) : null;
    if (!this.#entered) this.#write("");
    this.#entered = false;
  }

  #write(room: string): void {
    if (this.#fd === null) return;
    this.#last = room;
    this.#entry.fill(0);
    this.#entry.write(room, "latin1");
    writeSync(this.#fd, this.#entry, 0, entryBytes, 0);
  }
}

/** The ledger's descriptor if the front gave one: a regular file. */
export function openCrashMarkerFile(): CrashMarkerFile {
  try {
    return new CrashMarkerFile(fstatSync(crashMarkerFd).isFile() ? crashMarkerFd : null);
  } catch {
    return new CrashMarkerFile(null);
  }
}

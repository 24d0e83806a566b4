// The front's side of a host's crash marker: opens the file and reads what the host has recorded.
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crashMarkerBytes, markedRoomBytes } from "../../protocol/crash-marker.ts";

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

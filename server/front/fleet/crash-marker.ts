// Opens a host's crash marker and reads the room that was running.
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crashMarkerBytes } from "../../protocol/crash-marker.ts";

export class CrashMarker implements Disposable {
  /** For the host's stdio. `ignore` where an open file cannot be removed (Windows). */
  readonly fd: number | "ignore";

  /** Removes the file once it is open, so that no crash can leave it behind. */
  constructor() {
    this.fd = "ignore";
    if (process.platform === "win32") return;
    const folder = mkdtempSync(join(tmpdir(), "ws101-crash-marker-"));
    this.fd = openSync(join(folder, "crash-marker"), "wx+", 0o600);
    rmSync(folder, { recursive: true });
  }

  /** The room that was running when the host last wrote; null for none. */
  read(): string | null {
    if (this.fd === "ignore") return null;
    const bytes = Buffer.alloc(crashMarkerBytes);
    const length = readSync(this.fd, bytes, 0, crashMarkerBytes, 0);
    return bytes.toString("latin1", 0, length).replace(/\0.*$/s, "").trim() || null;
  }

  [Symbol.dispose](): void {
    if (this.fd !== "ignore") closeSync(this.fd);
  }
}

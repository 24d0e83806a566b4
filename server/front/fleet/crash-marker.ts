// The ledger: a file that a host writes the room of its present turn into, for when it cannot say it any more.
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bytes a room's id takes in the file, padded with NUL; all NUL between turns. */
export const crashMarkerBytes = 64;

export interface CrashMarker extends Disposable {
  /** For the child's stdio: fd 4 of a host. */
  readonly fd: number | "ignore";
  /** The room whose turn ran when last written; null for none. */
  read(): string | null;
}

/** The file has no name any more once it is open: nothing is left of it whatever happens. */
export function openCrashMarker(): CrashMarker {
  if (process.platform === "win32") return { fd: "ignore", read: () => null, [Symbol.dispose]() {} };
  const folder = mkdtempSync(join(tmpdir(), "ws101-ledger-"));
  const fd = openSync(join(folder, "crash-marker"), "wx+", 0o600);
  rmSync(folder, { recursive: true });
  return {
    fd,
    read() {
      const bytes = Buffer.alloc(crashMarkerBytes);
      const length = readSync(fd, bytes, 0, crashMarkerBytes, 0);
      return bytes.toString("latin1", 0, length).replace(/\0.*$/s, "").trim() || null;
    },
    [Symbol.dispose]: () => closeSync(fd),
  };
}

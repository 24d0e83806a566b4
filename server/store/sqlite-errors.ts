// SQLite's result codes (sqlite.org/rescode.html) as the store's own errors, each with what an operator can do.
import { StoreError, type StoreErrorCode } from "./store.ts";

const base = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  notDb: 26,
};

export function storeError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const [code, message] = explain(codeOf(error), file);
  const detail = error instanceof Error ? error.message : String(error);
  return new StoreError(code, `${message} (${detail})`, { cause: error });
}

function explain(resultCode: number | null, file: string): [StoreErrorCode, string] {
  switch (resultCode === null ? null : resultCode & 0xff) {
    case base.busy:
    case base.locked:
      return ["locked", `Another process has the store ${file} open. End it, or use another data folder.`];
    case base.readOnly:
    case base.cannotOpen:
      return ["read-only", `The store ${file} cannot be written. Give this user write access to it and its folder.`];
    case base.full:
      return ["full", `The disk that holds the store ${file} is full. Nothing of this write was kept; make room.`];
    case base.io:
      return ["failed", `The disk that holds the store ${file} did not take a write. Nothing of this write was kept.`];
    case base.corrupt:
    case base.notDb:
      return ["corrupt", `The store ${file} is damaged or is no database. Put a backup in its place, or move it away.`];
    case base.constraint:
      return ["unknown", "The learner or version is not known to the store."];
    default:
      return ["failed", `The store ${file} failed.`];
  }
}

/** node:sqlite puts the extended result code into `errcode`; a failed mkdir has a system error's `code`. */
function codeOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null) return null;
  if ("errcode" in error && typeof error.errcode === "number") return error.errcode;
  if ("code" in error && typeof error.code === "string") return systemCodes[error.code] ?? null;
  return null;
}

const systemCodes: Readonly<Record<string, number>> = {
  EACCES: base.readOnly,
  EPERM: base.readOnly,
  EROFS: base.readOnly,
  ENOTDIR: base.cannotOpen,
  EEXIST: base.cannotOpen,
  ENOENT: base.cannotOpen,
  ENOSPC: base.full,
};

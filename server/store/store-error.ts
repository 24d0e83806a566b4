// The store's errors: SQLite's result codes (sqlite.org/rescode.html), each with what an operator can do.

/**
 * `unknown`: a learner or version that does not exist · `full`, `read-only`: the disk · `corrupt`: damaged, or not a
 * database · `newer`: written by a later ws101 · `quota`: the save's own · `locked`: open in another process · `closed` · `failed`:
 * anything else.
 */
export type StoreErrorCode =
  | "unknown"
  | "full"
  | "read-only"
  | "corrupt"
  | "quota"
  | "newer"
  | "locked"
  | "closed"
  | "failed";

/** A write that rejects with this was not stored. The message is one sentence that an operator can act on. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

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

const systemCodes: Readonly<Record<string, number>> = {
  EACCES: base.readOnly,
  EPERM: base.readOnly,
  EROFS: base.readOnly,
  ENOTDIR: base.cannotOpen,
  EEXIST: base.cannotOpen,
  ENOENT: base.cannotOpen,
  ENOSPC: base.full,
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
      return ["locked", `Another process has the store ${file} open. Stop it, or use another data folder.`];
    case base.readOnly:
    case base.cannotOpen:
      return ["read-only", `The store ${file} cannot be written. Give this user write access to it and its folder.`];
    case base.full:
      return ["full", `The disk that holds the store ${file} is full. Nothing was stored; free some space.`];
    case base.io:
      return ["failed", `The disk that holds the store ${file} rejected a write. Nothing was stored.`];
    case base.corrupt:
    case base.notDb:
      return ["corrupt", `The store ${file} is damaged or is not a database. Restore a backup, or move the file away.`];
    case base.constraint:
      return ["unknown", "The store does not know this learner or version."];
    default:
      return ["failed", `The store ${file} failed.`];
  }
}

/** node:sqlite puts the extended result code into `errcode`; a failed system call has a string in `code`. */
function codeOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null) return null;
  if ("errcode" in error && typeof error.errcode === "number") return error.errcode;
  if ("code" in error && typeof error.code === "string") return systemCodes[error.code] ?? null;
  return null;
}

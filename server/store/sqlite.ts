// The store in one SQLite file. The file lives in a thread of its own: no fsync ever stops the front's event loop.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SqliteClient } from "./sqlite-client.ts";
import { storeError } from "./sqlite-errors.ts";
import type { Store } from "./store.ts";

export interface StoreOptions {
  /** Made when it is not there; holds `ws101.db` and SQLite's files beside it. */
  readonly dataDir: string;
}

/** Rejects with a `StoreError` when the folder or the file cannot serve: read-only, damaged, newer, open elsewhere. */
export async function openStore({ dataDir }: StoreOptions): Promise<Store> {
  const file = join(dataDir, "ws101.db");
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw storeError(error, file);
  }
  const client = await SqliteClient.open(file);
  return storeOver(client);
}

function storeOver(client: SqliteClient): Store {
  return {
    ensureLearner: (...args) => client.call("ensureLearner", args),
    keepRoom: (...args) => client.call("keepRoom", args),
    roomOf: (...args) => client.call("roomOf", args),
    room: (...args) => client.call("room", args),
    putDeviceCode: (...args) => client.call("putDeviceCode", args),
    deviceCode: (...args) => client.call("deviceCode", args),
    takeDeviceCode: (...args) => client.call("takeDeviceCode", args),
    saveCode: (save, onVersion) => client.call("saveCode", [save], onVersion && (({ version }) => onVersion(version))),
    markLoaded: (...args) => client.call("markLoaded", args),
    latestCode: (...args) => client.call("latestCode", args),
    lastLoaded: (...args) => client.call("lastLoaded", args),
    codeVersion: (...args) => client.call("codeVersion", args),
    savedLessons: (...args) => client.call("savedLessons", args),
    history: (...args) => client.call("history", args),
    saveResult: (...args) => client.call("saveResult", args),
    latestResult: (...args) => client.call("latestResult", args),
    progress: (...args) => client.call("progress", args),
    setting: (...args) => client.call("setting", args),
    setSetting: (...args) => client.call("setSetting", args),
    ensureSetting: (...args) => client.call("ensureSetting", args),
    close: () => client.close(),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

// The store's contract on SQLite.
import { openStore } from "../../server/store/sqlite.ts";
import { type StoreUnderTest, storeContract } from "./contract.ts";
import { playgroundContract } from "./playground-contract.ts";
import { scratch } from "./scratch.ts";
import { workshopContract } from "./workshop-contract.ts";

async function open(): Promise<StoreUnderTest> {
  const folder = scratch();
  let store = await openStore({ dataDir: folder.dir });
  return {
    get store() {
      return store;
    },
    async reopen() {
      await store.close();
      store = await openStore({ dataDir: folder.dir });
      return store;
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      folder[Symbol.dispose]();
    },
  };
}

storeContract("SQLite", open);
workshopContract("SQLite", open);
playgroundContract("SQLite", open);

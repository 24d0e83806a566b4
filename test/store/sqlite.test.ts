// The store's contract on SQLite.
import { openStore } from "../../server/store/sqlite.ts";
import { storeContract } from "./contract.ts";
import { scratch } from "./scratch.ts";

storeContract("SQLite", async () => {
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
});

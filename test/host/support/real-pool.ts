// The real sandbox, as a host creates it, shared by all tests of a process.
import { libraryPool } from "../../sandbox/pools.ts";

export const pool = await libraryPool({}, 2);

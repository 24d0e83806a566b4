// One server for all tests of a process that need no settings of their own; each test comes as a learner of its own.
import { after } from "node:test";
import { serve } from "./serving.ts";

export const server = await serve();
after(() => server[Symbol.asyncDispose]());

// One server for all tests of a process that need no settings of their own; each test comes as a learner of its own. Its limits
// are those of a crowd at one address.
import { after } from "node:test";
import { serveWorkshops } from "./workshop-people.ts";

const limits = {
  preflightSocketsPerAddress: 1_000,
  preflightMessages: 100_000,
  unknownSnippetsPerMinute: 200,
  workshopsPerServer: 1_000,
};

export const server = await serveWorkshops({ limits });
after(() => server[Symbol.asyncDispose]());

// Every operation of the store by name, as functions over any database that Kysely supports. The only list of them.
import * as code from "./code.ts";
import * as deviceCodes from "./device-codes.ts";
import * as learners from "./learners.ts";
import * as results from "./results.ts";

export const operations = { ...learners, ...deviceCodes, ...code, ...results } as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;

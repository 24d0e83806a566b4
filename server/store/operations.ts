// Everything the store can be asked, by name, as functions over any database that Kysely speaks to.
import * as code from "./code.ts";
import * as deviceCodes from "./device-codes.ts";
import * as learners from "./learners.ts";
import * as results from "./results.ts";

export const operations = {
  ensureLearner: learners.ensureLearner,
  keepRoom: learners.keepRoom,
  roomOf: learners.roomOf,
  room: learners.room,
  putDeviceCode: deviceCodes.putDeviceCode,
  deviceCode: deviceCodes.deviceCode,
  takeDeviceCode: deviceCodes.takeDeviceCode,
  setting: learners.setting,
  setSetting: learners.setSetting,
  ensureSetting: learners.ensureSetting,
  saveCode: code.saveCode,
  markLoaded: code.markLoaded,
  latestCode: code.latestCode,
  lastLoaded: code.lastLoaded,
  codeVersion: code.codeVersion,
  savedLessons: code.savedLessons,
  history: code.history,
  saveResult: results.saveResult,
  latestResult: results.latestResult,
  progress: results.progress,
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;

type Tail<List extends readonly unknown[]> = List extends readonly [unknown, ...infer Rest] ? Rest : never;

/** What a caller gives an operation: all but the database. */
export type Arguments<Name extends OperationName> = Tail<Parameters<Operations[Name]>>;
export type Answer<Name extends OperationName> = ReturnType<Operations[Name]>;

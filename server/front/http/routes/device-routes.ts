// The calls by which a learner goes on at another device: a code made here, brought there.
import type { Request, Response } from "express";
import { type DoneHere, type Redeemed, redeemSchema } from "../../../protocol/http.ts";
import type { Store } from "../../../store/store.ts";
import type { AttemptLimiter } from "../../gate/attempt-limiter.ts";
import type { DeviceCodes } from "../../learning/device-codes.ts";
import { bodyOf, type CallParts, type Calls, learnerOf } from "../call.ts";

export interface DeviceParts extends CallParts {
  readonly store: Store;
  readonly deviceCodes: DeviceCodes;
  readonly attemptLimiter: AttemptLimiter;
}

export function deviceCalls(parts: DeviceParts): Calls {
  return {
    "/api/progress/code": {
      post: async (request, response) => {
        response.json(await parts.deviceCodes.issue(learnerOf(parts, request, response)));
      },
    },
    "/api/progress/redeem": {
      post: async (request, response) => {
        response.json(await redeem(parts, request, response));
      },
    },
  };
}

async function redeem(parts: DeviceParts, request: Request, response: Response): Promise<Redeemed> {
  const { sessions, addresses, deviceCodes, store } = parts;
  const { code, replace } = bodyOf(request, redeemSchema);
  const owner = await attempt(parts, request, () => deviceCodes.ownerOf(code));
  if (owner === null) return { result: "unknown-code" };
  const here = sessions.learnerOf(request.headers.cookie);
  const left = here === null || here === owner ? nothingDone : await doneBy(store, here);
  if (left.lessons > 0 && !replace) return { result: "would-replace", here: left };
  const taken = await attempt(parts, request, () => deviceCodes.take(code));
  if (taken === null) return { result: "unknown-code" };
  response.append("Set-Cookie", sessions.cookieOf(taken, addresses.isSecure(request)));
  return { result: "moved", ...(await store.progress(taken)), left };
}

/** Counts the attempt before looking the code up, so that concurrent attempts count too. Throws a 429. */
async function attempt(
  { attemptLimiter, addresses }: DeviceParts,
  request: Request,
  lookUp: () => Promise<string | null>,
): Promise<string | null> {
  const address = addresses.clientOf(request);
  attemptLimiter.count(address);
  const found = await lookUp();
  if (found !== null) attemptLimiter.forgive(address);
  return found;
}

const nothingDone: DoneHere = { lessons: 0, done: 0 };

async function doneBy(store: Store, learner: string): Promise<DoneHere> {
  const [saved, { lessons }] = await Promise.all([store.savedLessons(learner), store.progress(learner)]);
  return { lessons: saved.length, done: lessons.filter(({ done }) => done).length };
}

// The calls by which a learner goes on at another device: a code made here, brought there.
import type { Request, Response } from "express";
import { type DoneHere, type Redeemed, redeemSchema } from "../../../protocol/http.ts";
import type { Store } from "../../../store/store.ts";
import type { AttemptLimiter } from "../../gate/attempt-limiter.ts";
import type { DeviceCodes } from "../../learning/device-codes.ts";
import { bodyOf, type CallParts, type Calls, learnerOf } from "../call.ts";
import { HttpProblem } from "../problem.ts";

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
  const owner = await guess(parts, request, () => deviceCodes.ownerOf(code));
  const here = sessions.learnerOf(request.headers.cookie);
  const left = here === null || here === owner ? nothingDone : await doneBy(store, here);
  if (left.lessons > 0 && !replace) throw wouldReplace(left);
  const taken = await guess(parts, request, () => deviceCodes.take(code));
  response.append("Set-Cookie", sessions.cookieOf(taken, addresses.isSecure(request)));
  return { ...(await store.progress(taken)), left };
}

/** Counted before it is looked up, so that many at once are no way around the count. */
async function guess(
  { attemptLimiter, addresses }: DeviceParts,
  request: Request,
  look: () => Promise<string | null>,
): Promise<string> {
  const address = addresses.clientOf(request);
  attemptLimiter.count(address);
  const found = await look();
  if (found === null) throw noSuchCode();
  attemptLimiter.forgive(address);
  return found;
}

const nothingDone: DoneHere = { lessons: 0, done: 0 };

async function doneBy(store: Store, learner: string): Promise<DoneHere> {
  const [saved, { lessons }] = await Promise.all([store.savedLessons(learner), store.progress(learner)]);
  return { lessons: saved.length, done: lessons.filter(({ done }) => done).length };
}

function noSuchCode(): HttpProblem {
  const detail = "That code is not known: it was mistyped, used already, or is older than ten minutes. Make a new one.";
  return new HttpProblem(404, detail, { name: "no-such-code" });
}

function wouldReplace(here: DoneHere): HttpProblem {
  const count = here.lessons === 1 ? "one lesson" : `${here.lessons} lessons`;
  const detail = `This browser already has your code of ${count}, which you would not see here any more. Say so to go on with the other progress instead.`;
  return new HttpProblem(409, detail, { name: "would-replace", members: { here } });
}

// A learner's progress, and moving it to another device by a short code.
import type { z } from "zod";
import {
  deviceCodeSchema,
  progressSchema,
  type Redeemed,
  redeemedSchema,
  redeemSchema,
} from "../../../protocol/http.ts";
import type { Gate } from "../../gate/gate.ts";
import { doneBy, nothingDone } from "../../learning/learning.ts";
import { type Call, get, type HttpDeps, post, type Route } from "../route.ts";

export const progressRoutes: readonly Route[] = [
  get("/api/progress", {
    summary: "What this learner has done.",
    response: progressSchema,
    handle: (call, { store }) => store.progress(call.learner()),
  }),
  post("/api/progress/code", {
    summary: "Creates a code that moves this learner to another device, once and within ten minutes.",
    response: deviceCodeSchema,
    others: { 429: "The address has too many learners; see Retry-After." },
    handle: (call, { learning }) => learning.deviceCodes.issue(call.activeLearner()),
  }),
  post("/api/progress/redeem", {
    summary:
      "Makes this browser the learner that the code belongs to. If its own learner has saved code, the result is `would-replace` unless the request sets `replace`.",
    body: redeemSchema,
    response: redeemedSchema,
    others: { 429: "Too many wrong codes; see Retry-After." },
    handle: redeem,
  }),
];

async function redeem(
  call: Call<z.output<typeof redeemSchema>, never>,
  { gate, learning: { deviceCodes }, store }: HttpDeps,
): Promise<Redeemed> {
  const { code, replace } = call.body();
  const address = call.address;
  const owner = await attempt(gate, address, () => deviceCodes.ownerOf(code));
  if (owner === null) return { result: "unknown-code" };
  const here = call.knownLearner();
  const left = here === null || here === owner ? nothingDone : await doneBy(store, here);
  if (left.lessons + left.drafts > 0 && !replace) return { result: "would-replace", here: left };
  const learner = await attempt(gate, address, () => deviceCodes.redeem(code));
  if (learner === null) return { result: "unknown-code" };
  call.response.append("Set-Cookie", gate.sessions.cookieOf(learner, gate.origins.isSecure(call.request)));
  return { result: "moved", ...(await store.progress(learner)), left };
}

/** Counts the attempt before looking the code up, so that concurrent attempts count too. Throws a 429. */
async function attempt({ attempts }: Gate, address: string, lookUp: () => Promise<string | null>) {
  attempts.count(address);
  const found = await lookUp();
  if (found !== null) attempts.forgive(address);
  return found;
}

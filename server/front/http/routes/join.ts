// What learners do in workshops: join one, see it, raise a hand.
import {
  type Joined,
  joinedSchema,
  joinInfoSchema,
  joinSchema,
  memberCommandSchema,
  ownWorkshopSchema,
} from "../../../protocol/workshop.ts";
import { HttpProblem } from "../problem.ts";
import { type Call, get, type HttpDeps, post, type Route } from "../route.ts";

const tooMany = { 429: "Too many wrong codes; see Retry-After." };

export const joinRoutes: readonly Route[] = [
  get("/api/join/:code", {
    summary: "The workshop of a join code, and who this browser is in it.",
    response: joinInfoSchema,
    others: { 404: "The code is wrong or has expired.", ...tooMany },
    handle: (call, { workshops: { joining } }) => {
      const visitor = { address: call.address, learner: call.knownLearner() };
      const info = joining.info(call.param("code"), visitor);
      if (info === null) throw new HttpProblem(404, "This code is wrong or has expired.", { name: "unknown-code" });
      return info;
    },
  }),
  post("/api/join", {
    summary:
      "Joins a workshop, or returns to it: from the same browser without further codes, from another one with the personal code, which makes that browser the member's learner. If its own learner has saved code, the result is `would-replace` unless the request sets `replace`.",
    body: joinSchema,
    response: joinedSchema,
    others: {
      403: "The instructor has blocked this member, or has closed joining.",
      ...tooMany,
      503: "The workshop has too many members.",
    },
    handle: join,
  }),
  get("/api/workshop", {
    summary: "The workshop that this learner is in.",
    response: ownWorkshopSchema,
    handle: async (call, { workshops: { all } }) => {
      const learner = call.knownLearner();
      return { view: learner === null ? null : await all.viewOf(learner, (room) => call.roomUrl(room)) };
    },
  }),
  post("/api/workshop/commands", {
    summary: "Raises or lowers this member's hand, answers a request to edit, or leaves the workshop.",
    body: memberCommandSchema,
    response: ownWorkshopSchema,
    others: { 409: "Not possible now: `detail` says why.", 429: "Too many commands; see Retry-After." },
    handle: async (call, { workshops: { all, commands } }) => {
      const command = call.body();
      const learner = call.knownLearner();
      await commands.runOwn(learner ?? "", command);
      return { view: await all.viewOf(learner ?? "", (room) => call.roomUrl(room)) };
    },
  }),
];

async function join(
  call: Call<ReturnType<typeof joinSchema.parse>, never>,
  { gate, workshops: { all, joining } }: HttpDeps,
): Promise<Joined> {
  const known = call.knownLearner();
  const visitor = { address: call.address, learner: known, admit: () => call.activeLearner() };
  const outcome = await joining.join(call.body(), visitor);
  if (outcome.result !== "joined") return outcome;
  const { learner, personalCode } = outcome;
  const isOther = known !== null && learner !== known;
  if (isOther || (known === null && personalCode === null)) {
    call.response.append("Set-Cookie", gate.sessions.cookieOf(learner, gate.origins.isSecure(call.request)));
  }
  const view = await all.viewOf(learner, (room) => call.roomUrl(room));
  if (view === null) throw new HttpProblem(409, "You left this workshop meanwhile. Join again.");
  return { result: "joined", view, personalCode };
}

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
import { type Call, type HttpDeps, type Route, route } from "../route.ts";

const tooMany = { 429: "Too many wrong codes; see Retry-After." };

export const joinRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/api/join/:code",
    summary: "The workshop of a join code, and who this browser is in it.",
    response: joinInfoSchema,
    others: { 404: "The code is wrong or has expired.", ...tooMany },
    handle: (call, { gate: { origins }, workshops: { joining } }) => {
      const visitor = { address: origins.clientOf(call.request), learner: call.knownLearner() };
      const info = joining.info(call.param("code"), visitor);
      if (info === null) throw new HttpProblem(404, "This code is wrong or has expired.", { name: "unknown-code" });
      return info;
    },
  }),
  route({
    method: "post",
    path: "/api/join",
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
  route({
    method: "get",
    path: "/api/workshop",
    summary: "The workshop that this learner is in.",
    response: ownWorkshopSchema,
    handle: async (call, { workshops: { all } }) => {
      const learner = call.knownLearner();
      return { view: learner === null ? null : await all.viewOf(learner, (room) => call.roomUrl(room)) };
    },
  }),
  route({
    method: "post",
    path: "/api/workshop/commands",
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
  const address = gate.origins.clientOf(call.request);
  const known = call.knownLearner();
  const outcome = await joining.join(call.body(), { address, learner: known, admit: () => call.activeLearner() });
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

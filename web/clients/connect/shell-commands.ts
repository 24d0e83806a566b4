// Commands that connect other programs to the learner's endpoint, quoted for the shell.

const shells = ["posix", "powershell"] as const;
export type Shell = (typeof shells)[number];

export interface Endpoint {
  /** `ws://…/ws/<room>`, and optionally a path and a query. */
  readonly url: string;
  readonly protocols: readonly string[];
}

export interface Command {
  readonly key: string;
  readonly name: string;
  readonly text: string;
  readonly note: string;
}

/** The example key of RFC 6455 §1.3, which also gives the matching `Sec-WebSocket-Accept`. */
export const sampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

export function commands(endpoint: Endpoint, shell: Shell): Command[] {
  return [
    {
      key: "wscat",
      name: "wscat",
      text: wscat(endpoint, shell),
      note: "Type a line and press Enter. Runs with Node, from npm.",
    },
    { key: "websocat", name: "websocat", text: websocat(endpoint, shell), note: "Each line you type is one message." },
    {
      key: "curl",
      name: "curl",
      text: curl(endpoint, shell),
      note: "Shows the handshake: status 101 and its headers. Frames are printed raw. Press Ctrl+C to stop.",
    },
    {
      key: "python",
      name: "Python",
      text: python(endpoint),
      note: "Requires the websockets package: pip install websockets",
    },
    {
      key: "node",
      name: "Node",
      text: javascript(endpoint),
      note: "Node 22 and later have WebSocket built in. Save it and run: node client.mjs",
    },
    {
      key: "browser",
      name: "Browser console",
      text: javascript(endpoint),
      note: "Use a page of this server: other pages are refused because of their Origin.",
    },
  ];
}

/** Quotes one argument, unless it is safe without quotes. */
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
    // In Windows PowerShell, `curl` is an alias of Invoke-WebRequest.
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

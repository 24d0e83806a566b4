// Commands that connect other programs to the learner's endpoint, quoted for the shell.

export type Shell = "posix" | "powershell";

export interface Command {
  readonly name: string;
  readonly text: string;
  readonly note: string;
}

/** The example key of RFC 6455 §1.3, which also gives the matching `Sec-WebSocket-Accept`. */
export const sampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

/** `url`: `ws://…/ws/<room>`, and optionally a path and a query. */
export function commands(url: string, shell: Shell): Command[] {
  const quoted = quote(url, shell);
  return [
    {
      name: "wscat",
      text: `npx wscat --connect ${quoted}`,
      note: "Type a line and press Enter. Runs with Node, from npm.",
    },
    { name: "websocat", text: `websocat ${quoted}`, note: "Each line you type is one message." },
    {
      name: "curl",
      text: curl(url, shell),
      note: "Shows the handshake: status 101 and its headers. Frames are printed raw. Press Ctrl+C to stop.",
    },
    { name: "Python", text: python(url), note: "Requires the websockets package: pip install websockets" },
    {
      name: "Node",
      text: javascript(url),
      note: "Node 22 and later have WebSocket built in. Save it and run: node client.mjs",
    },
    {
      name: "Browser console",
      text: javascript(url),
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

function curl(url: string, shell: Shell): string {
  const headers = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${sampleKey}`,
  ];
  const lines = [
    // In Windows PowerShell, `curl` is an alias of Invoke-WebRequest.
    `${shell === "posix" ? "curl" : "curl.exe"} --http1.1 --include --no-buffer --output -`,
    ...headers.map((header) => `--header ${quote(header, shell)}`),
    quote(url.replace(/^ws/, "http"), shell),
  ];
  return lines.join(shell === "posix" ? " \\\n  " : " `\n  ");
}

function python(url: string): string {
  return `from websockets.sync.client import connect

with connect(${JSON.stringify(url)}) as socket:
    socket.send("hello")
    print(socket.recv())`;
}

function javascript(url: string): string {
  return `const socket = new WebSocket(${JSON.stringify(url)});
socket.onopen = () => socket.send("hello");
socket.onmessage = ({ data }) => console.log(data);
socket.onclose = ({ code, reason }) => console.log("closed", code, reason);`;
}

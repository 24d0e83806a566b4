// The README of the project that a learner takes home.
import { type Ejected, importsLibrary, usesLibrary } from "./ejected.ts";

export function readme(ejected: Ejected): string {
  const { title, style, source, checks } = ejected;
  const test = checks === null ? "" : "npm test     # the lesson's checks, against the real server\n";
  const stepped = checks === null ? "" : `${inTests} `;
  const uncaught = `an exception that nothing catches ${style === "loop" ? "outside of `handle` " : ""}ends it`;
  return `# ${title.replace(/[\\`*_{}[\]<>#|]/g, "\\$&")}

Your WebSocket server from ws101, as a project of its own. It needs Node 24.

\`\`\`sh
npm install
${test}npm start    # serves ${served(ejected)}
\`\`\`

\`handler.ts\` is your code, unchanged. ${otherFiles(ejected)}

${stepped}There is no sandbox here: an endless loop blocks the server, and ${uncaught}.
${notesFor(source)}`;
}

const inTests = `In the tests, time moves only when a check moves it: each check runs the server in a process of its own and replaces
\`Date\`, \`setTimeout\` and their like.`;

function served({ style, page }: Ejected): string {
  const [onLoopPort, onOwnPort] = ["on port 3000, or on $PORT", "on the port that handler.ts names"];
  if (style === "loop") return page === null ? onLoopPort : `client.html ${onLoopPort}, and the handler there too`;
  return page === null ? onOwnPort : `client.html on port 8000, or on $PORT, and the handler ${onOwnPort}`;
}

function otherFiles(ejected: Ejected): string {
  const client =
    ejected.page === null
      ? []
      : ["`client.html` is your client page; `server.ts` gives it the handler's address, `WS_URL`."];
  return [libraryText(ejected), ...client].join(" ");
}

function libraryText(ejected: Ejected): string {
  const ws = "the npm package [ws](https://www.npmjs.com/package/ws)";
  if (ejected.style === "loop")
    return `\`ws101/\` is the course's library, built on ${ws}; \`server.ts\` serves \`handler.ts\` with it.`;
  if (!usesLibrary(ejected)) return `It uses ${ws}.`;
  const purpose = ejected.page === null ? "the tests" : "the page";
  const need = importsLibrary(ejected.source) ? "" : `, needed only for ${purpose}`;
  return `It uses ${ws}; \`ws101/\` is the course's library${need}.`;
}

/** What is different outside of ws101, of what the handler uses. */
function notesFor(source: string): string {
  const used = Object.entries(notes).filter(([name]) => new RegExp(`\\b${name}\\b`).test(source));
  return used.length === 0 ? "" : `\n${used.map(([name, note]) => `- \`${name}\` ${note}\n`).join("")}`;
}

const notes = {
  offload: "runs each call in a thread of its own, for half a second at most.",
  shutdown: "is requested by SIGTERM and by Ctrl+C.",
  storage: "is kept in the file `storage.json`. Tests begin without it.",
  dial: "works in a lesson's tests, which play the server of your `client`.",
};

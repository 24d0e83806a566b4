// The files of a new lesson: a small one that is complete and correct, with a TODO wherever its author has to decide.

/** The `course.md` of a folder that has none. */
export const scaffoldCourse = `---
title: Our course
difficulty: easy
clients: [A, B]
---

The title names the course. The rest applies to every lesson that does not say otherwise.
`;

/** By path in the lesson's folder. */
export function scaffoldLesson(slug: string): ReadonlyMap<string, string> {
  const title = `${slug.charAt(0).toUpperCase()}${slug.slice(1).replaceAll("-", " ")}`;
  return new Map([
    ["lesson.md", lessonText(title)],
    ["checks.ts", checks],
    ["loop/start.ts", loop.start],
    ["loop/solution.ts", loop.solution],
    ["events/start.ts", events.start],
    ["events/solution.ts", events.solution],
    ["axum.rs", axum],
    ["tour.md", tour],
    ["mutants.yml", mutants],
    ["mistakes/loop-changes-nothing.ts", mistake("loop", "changes-nothing")],
    ["mistakes/loop-answers-once.ts", mistake("loop", "answers-once")],
    ["mistakes/events-changes-nothing.ts", mistake("events", "changes-nothing")],
    ["mistakes/events-answers-once.ts", mistake("events", "answers-once")],
  ]);
}

function lessonText(title: string): string {
  return `---
title: ${title}
summary: Reply to each text with the same text in capitals. # TODO: say in one sentence what the lesson teaches
minutes: 8
difficulty: easy
concepts: [messages]
---

:::step{checks="replies-in-capitals"}

## One message

TODO: say what the step is about, and show every API that it needs. This one needs a message and a reply:

:::only{style=loop}
\`\`\`ts
for await (const message of socket) {
  if (message.type === "text") await socket.send(message.data);
}
\`\`\`
:::
:::only{style=events}
\`\`\`ts
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(data.toString()));
});
\`\`\`
:::

Reply to a text with the same text in capitals.

:::try{run="connect a; a send hello"}
Connect A and send \`hello\`
:::
:::

:::step{checks="replies-to-every-text"}

## Every message

TODO: one idea per step, in about 100 words. Here: reply to every text, not only to the first.

:::try{run="a send one; a send two"}
Send two texts
:::
:::

:::after

## One more thing

TODO: what is worth knowing once the checks pass.
:::

:::hint{check=replies-in-capitals when='received text "hello"'}
Your handler sent the text back unchanged. Call \`toUpperCase\` on it.
:::
:::hint{check=replies-in-capitals}
Reply to each text with the same text in capitals.
:::
:::hint{check=replies-to-every-text}
Reply to every text, in the order in which they arrive.
:::
`;
}

const checks = `// TODO: say in a sentence what is judged.
import { check } from "ws101/checks";

check("replies in capitals", async ({ connect }) => {
  const a = await connect();
  a.send("hello");
  await a.expect.text("HELLO");
  const b = await connect();
  b.send("hello again");
  await b.expect.text("HELLO AGAIN");
});

check("replies to every text", async ({ connect }) => {
  const a = await connect();
  for (const text of ["one", "two", "three"]) a.send(text);
  for (const text of ["ONE", "TWO", "THREE"]) await a.expect.text(text);
  await a.expect.nothing();
});
`;

const loop = {
  start: `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    // TODO: reply to each text with the same text in capitals.
    console.log(message.type);
  }
}
`,
  solution: `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data.toUpperCase());
  }
}
`,
};

const events = {
  start: `import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    // TODO: reply to each text with the same text in capitals.
    console.log(data);
  });
});
`,
  solution: `import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    socket.send(data.toString().toUpperCase());
  });
});
`,
};

const axum = `// Axum 0.8
// TODO: the same program as the solutions, for reading.
use axum::{
    Router,
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    response::Response,
    routing::any,
};

#[tokio::main]
async fn main() {
    let app = Router::new().route("/ws", any(upgrade));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await.unwrap();
    axum::serve(listener, app).await.unwrap();
}

async fn upgrade(ws: WebSocketUpgrade) -> Response {
    ws.on_upgrade(handle)
}

async fn handle(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if let Message::Text(text) = message {
            let reply = Message::text(text.to_uppercase());
            if socket.send(reply).await.is_err() {
                break;
            }
        }
    }
}
`;

const tour = `## loop/solution.ts

\`\`\`
export default async function handle(socket: Socket) {
\`\`\`

TODO: a sentence or two about these lines. This function runs once per connection.

\`\`\`
for await (const message of socket) {
\`\`\`

One message after the other, until the connection closes.

\`\`\`
await socket.send(message.data.toUpperCase());
\`\`\`

The reply.

## events/solution.ts

\`\`\`
wss.on("connection", (socket) => {
\`\`\`

Called once per connection.

\`\`\`
socket.on("message", (data) => {
\`\`\`

Called for each message.

\`\`\`
socket.send(data.toString().toUpperCase());
\`\`\`

The reply.

## axum.rs

\`\`\`
any(upgrade)
\`\`\`

The route that accepts WebSockets.

\`\`\`
ws.on_upgrade(handle)
\`\`\`

Sends the \`101\` and then runs the handler.

\`\`\`
while let Some(Ok(message)) = socket.recv().await {
\`\`\`

The same loop.

## Takeaways

- TODO: three sentences to remember.
- Each connection has a handler of its own.
- A handler replies to a message whenever it likes.

## Related
`;

const mutants = `# Changes of the solutions that no check can notice, with the reason. \`ws101 lint\` prints them to copy.
- style: loop
  at: 'if (message.type === "text") await socket.send(message.data.toUpperCase());'
  mutant: 'if (message.type === "text") socket.send(message.data.toUpperCase());'
  because: Sends keep their order without being awaited; awaiting them only makes the handler wait for a slow client.
`;

const wrongPrograms = {
  "changes-nothing": {
    head: "// check: replies-in-capitals\n// hint: unchanged",
    loop: loop.solution.replace(".toUpperCase()", ""),
    events: events.solution.replace(".toUpperCase()", ""),
  },
  "answers-once": {
    head: "// check: replies-to-every-text\n// hint: every text",
    loop: `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const message = await socket.recv();
  if (message?.type === "text") await socket.send(message.data.toUpperCase());
  await socket.recv();
}
`,
    events: events.solution.replace('socket.on("message"', 'socket.once("message"'),
  },
} as const;

function mistake(style: "loop" | "events", name: keyof typeof wrongPrograms): string {
  const { head, [style]: source } = wrongPrograms[name];
  return `// style: ${style}\n${head}\n${source}`;
}

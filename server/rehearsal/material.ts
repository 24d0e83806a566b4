// Programs of simulated learners: each lesson's start, known mistakes and solution, and programs that misbehave.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { unescapeHtml } from "../protocol/html.ts";
import {
  lessonSchema,
  lessonSummarySchema,
  type Style,
  type TryCommand,
  tryCommandSchema,
} from "../protocol/lesson.ts";
import type { HttpClient } from "./http-client.ts";

export type LessonMaterial = Awaited<ReturnType<typeof loadMaterial>>[number];

const courseSchema = z.object({ lessons: z.array(lessonSummarySchema) });
const listedSchema = lessonSchema.pick({ slug: true, number: true, html: true, listings: true });

/** Material for the lessons that the server has. Mistakes come from this clone's folder: a server does not show them. */
export async function loadMaterial(http: HttpClient, lessonsDir: string) {
  const course = await http.call(courseSchema, "/api/lessons");
  if (!course.ok) throw new Error(`The server at ${http.origin} does not list its lessons: ${course.reason}.`);
  return Array.fromAsync(course.value.lessons, async ({ slug }) => {
    const lesson = await http.call(listedSchema, `/api/lessons/${slug}`);
    if (!lesson.ok) throw new Error(`The server does not show the lesson ${slug}: ${lesson.reason}.`);
    const { number, html, listings } = lesson.value;
    const folder = join(lessonsDir, `${String(number).padStart(2, "0")}-${slug}`, "mistakes");
    return {
      slug,
      start: { loop: listings.loop.start, events: listings.events.start },
      solution: { loop: listings.loop.solution, events: listings.events.solution },
      mistakes: { loop: await readMistakes(folder, "loop"), events: await readMistakes(folder, "events") },
      /** What the try buttons do, for one client. */
      commands: commandsIn(html),
    };
  });
}

async function readMistakes(folder: string, style: Style): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((name) => name.startsWith(`${style}-`) && name.endsWith(".ts")).sort();
  return Promise.all(own.map((name) => readFile(join(folder, name), "utf8")));
}

const isChat = ({ do: what }: TryCommand) =>
  what === "connect" || what === "send" || what === "binary" || what === "ping";

function commandsIn(html: string): TryCommand[] {
  const buttons = [...html.matchAll(/data-try="([^"]*)"/g)].map(([, json = "[]"]) => parseButton(unescapeHtml(json)));
  return buttons.flat().filter((command) => isChat(command) && "client" in command && command.client === "A");
}

function parseButton(json: string): TryCommand[] {
  try {
    return z.array(tryCommandSchema).parse(JSON.parse(json));
  } catch {
    return [];
  }
}

export type HostileKind = keyof typeof hostilePrograms;

/** Each misbehaves when a client connects or sends, as a learner's program does by mistake. */
export const hostilePrograms = {
  loop: `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    let index = 0;
    while (index < message.data.length + 1) index = 0;
  }
}
`,
  memory: `import type { Socket } from "ws101";

const everything: string[][] = [];

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    while (true) everything.push(Array.from({ length: 10_000 }, (_, index) => \`\${message.type} \${index}\`));
  }
}
`,
  crash: `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const message = await socket.recv();
  throw new Error(\`I did not expect \${message?.type}\`);
}
`,
};

/**
 * The texts that are saved while `from` becomes `to`: from the top, line by line, with the rest of the old text below.
 * Most do not compile, as with people.
 */
export function typing(from: string, to: string, saves: number): string[] {
  const [old, lines] = [from.split("\n"), to.split("\n")];
  const steps = Math.max(1, Math.min(saves, lines.length));
  return Array.from({ length: steps }, (_, step) => {
    if (step === steps - 1) return to;
    const typed = Math.ceil(((step + 1) / steps) * lines.length);
    const half = (lines[typed - 1] ?? "").slice(0, 12 + step);
    return [...lines.slice(0, typed - 1), half, ...old.slice(typed)].join("\n");
  });
}

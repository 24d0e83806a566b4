// The commands of try buttons and cells as statements of a check.
import type { TryCommand } from "../../protocol/lesson.ts";

interface StatementOptions {
  /** Waits for what a command causes, by default by taking the messages. */
  readonly settle?: (client: string) => string;
  /** Clients that the handler refuses. */
  readonly refused?: readonly string[];
}

/** As the page runs them: a client that is not connected is connected first, and messages in a row go out together. */
export function statementsOf(
  commands: readonly TryCommand[],
  { settle = (client) => `await ${client}.received();`, refused = [] }: StatementOptions = {},
): string[] {
  const connected = new Set<string>();
  const statements = commands.flatMap((command, index) => {
    if (!("client" in command)) return statementOf(command);
    const { client } = command;
    const isNew = command.do === "connect" || !connected.has(client);
    connected.add(client);
    const next = commands[index + 1];
    const isRow = isMessage(command) && next !== undefined && isMessage(next) && next.client === client;
    const status = command.do === "connect" ? command.refused : undefined;
    const isRefused = status !== undefined || refused.includes(client);
    const connect = isNew ? [`var ${client} = await connect(${JSON.stringify(optionsOf(command))});`] : [];
    const open = isNew && !isRefused ? [`await ${client}.expect.open();`] : [];
    const refusal = status === undefined ? [] : [`await ${client}.expect.refused(${status});`];
    return [...connect, ...open, ...refusal, ...statementOf(command), ...(isRow || isRefused ? [] : [settle(client)])];
  });
  return statements.map((statement) => `  ${statement}`);
}

/** The client of a `close` before which no command connects it: the page stops there when the button is pressed first. */
export function closedUnconnected(commands: readonly TryCommand[]): string | null {
  const connected = new Set<string>();
  for (const command of commands) {
    if (command.do === "restart") connected.clear();
    if (!("client" in command)) continue;
    if (command.do !== "close") connected.add(command.client);
    else if (!connected.delete(command.client)) return command.client;
  }
  return null;
}

export function closesUnconnected(client: string): string {
  return `closes ${client}, which is not connected: the page stops there.`;
}

function optionsOf(command: Extract<TryCommand, { client: string }>) {
  const { client: name } = command;
  if (command.do !== "connect") return { name };
  const { query = "", protocols = [] } = command;
  return { name, query: Object.fromEntries(new URLSearchParams(query)), protocols };
}

function isMessage(command: TryCommand): command is Extract<TryCommand, { do: "send" | "binary" }> {
  return command.do === "send" || command.do === "binary";
}

function statementOf(command: TryCommand): string[] {
  switch (command.do) {
    case "connect":
      return [];
    case "send":
      return [`${command.client}.send(${JSON.stringify(command.text)});`];
    case "binary":
      return [`${command.client}.send(Buffer.from("${command.hex.replace(/\s/g, "")}", "hex"));`];
    case "close": {
      const values = command.code === null ? [] : [command.code, JSON.stringify(command.reason)];
      // The page does not close what the handler has closed.
      return [`await ${command.client}.expect.open();`, `${command.client}.close(${values.join(", ")});`];
    }
    case "ping":
      return [`${command.client}.ping(${JSON.stringify(command.text)});`];
    case "pause":
    case "resume":
      return [`${command.client}.${command.do}();`];
    case "advance":
      return [`await clock.advance({ seconds: ${command.seconds} });`];
    case "clock":
      return [];
    case "restart":
      return ["await room.restart();"];
    case "dial":
      return ["await dialOwn(accept, connect);"];
    default:
      return command satisfies never;
  }
}

/** Connects the program's client to its own handler, as the page does, and passes on what each of them sends. */
export const dialOwn = `
async function dialOwn(accept, connect) {
  const client = await accept();
  const { pathname, searchParams } = new URL(client.url, "ws://localhost");
  const handler = await connect({ path: pathname.slice(1) && pathname, query: Object.fromEntries(searchParams), name: "handler" });
  await handler.expect.open();
  for (let passed = -1; passed !== 0; ) passed = (await pass(client, handler)) + (await pass(handler, client));
}
async function pass(from, to) {
  const messages = await from.received();
  for (const { kind, text, data, code, reason } of messages) {
    if (kind === "close") to.close(code, reason);
    else if (kind === "text" || kind === "binary") to.send(text ?? data);
  }
  return messages.length;
}
`;

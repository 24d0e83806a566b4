// Parses the commands of a try button: `connect a; a send hello; +30s`.
import type { TryCommand } from "../protocol/lesson.ts";
import { closeReasonBytes, controlPayloadBytes, isToken, maySendCloseCode } from "../protocol/rfc6455.ts";
import { CourseError } from "./course-error.ts";

interface TrySource {
  readonly file: string;
  readonly line: number;
  /** The names of the lesson's clients. */
  readonly clients: readonly string[];
  /** Cells have commands for the server too. */
  readonly isCell?: boolean;
}

/** Throws `CourseError` for words that are not a command and for clients that the lesson does not have. */
export function parseTryCommands({ file, line, clients, isCell = false }: TrySource, run: string): TryCommand[] {
  return run.split(";").map((part) => {
    const words = part.trim();
    const command = (isCell ? parseServerCommand(words) : null) ?? parseCommand(words);
    const problem = words === "" ? "A command is empty." : `\`${words}\` is not a command.`;
    if (!command) throw new CourseError(file, line, problem, remedy);
    if ("client" in command && !clients.includes(command.client))
      throw new CourseError(file, line, `There is no client ${command.client}.`, `Use one of: ${clients.join(", ")}.`);
    return command;
  });
}

const remedy =
  "Write `connect a`, `connect a ?token=1 chat.v2`, `connect a refused 401`, `a send hello`, `a binary 00ff`, `a ping`, `a pause`, `a resume`, `a close 1000 bye`, `+30s`, `clock real` or `clock stepped`, with `;` between them. " +
  `A subprotocol is offered once; a close code is one that may be sent, and its reason has at most ${closeReasonBytes} bytes.`;

function parseServerCommand(text: string): TryCommand | null {
  return text === "restart" || text === "dial" ? { do: text } : null;
}

function parseCommand(text: string): TryCommand | null {
  const seconds = /^\+(\d+(?:\.\d+)?)s$/.exec(text)?.[1];
  if (seconds !== undefined) return { do: "advance", seconds: Number(seconds) };
  if (text === "clock real" || text === "clock stepped") {
    return { do: "clock", mode: text === "clock real" ? "real" : "stepped" };
  }
  const [, client, options = ""] = /^connect ([a-z])(?:\s+(.+))?$/i.exec(text) ?? [];
  if (client !== undefined) return parseConnect(client.toUpperCase(), options);
  const [, name = "", verb = "", rest = ""] = /^([a-z]) ([a-z]+)(?: (.*))?$/i.exec(text) ?? [];
  return parseClientCommand(name.toUpperCase(), verb.toLowerCase(), rest);
}

/** `?token=1 chat.v1 chat.v2 refused 401`: what follows the address, the subprotocols to offer, and a refusal. */
function parseConnect(client: string, options: string): TryCommand | null {
  const [refusal = "", status] = / ?\brefused (\d{3})$/.exec(options) ?? [];
  const offer = options.slice(0, options.length - refusal.length);
  const words = offer.split(/\s+/).filter((word) => word !== "");
  const query = words[0]?.startsWith("?") ? words.shift() : undefined;
  if (!words.every(isToken) || new Set(words).size < words.length) return null;
  const protocols = words.length > 0 && { protocols: words };
  return { do: "connect", client, ...(query && { query }), ...protocols, ...(status && { refused: Number(status) }) };
}

function parseClientCommand(client: string, verb: string, rest: string): TryCommand | null {
  switch (verb) {
    case "send":
      return { do: "send", client, text: rest };
    case "binary":
      return /^([0-9a-f]{2}\s*)*$/i.test(rest) ? { do: "binary", client, hex: rest } : null;
    case "ping":
      return Buffer.byteLength(rest) <= controlPayloadBytes ? { do: "ping", client, text: rest } : null;
    case "pause":
    case "resume":
      return rest === "" ? { do: verb, client } : null;
    case "close":
      return parseClose(client, rest);
    default:
      return null;
  }
}

function parseClose(client: string, rest: string): TryCommand | null {
  if (rest === "") return { do: "close", client, code: null, reason: "" };
  const [, code, reason = ""] = /^(\d{4})(?:\s+(.*))?$/.exec(rest) ?? [];
  if (!maySendCloseCode(Number(code)) || Buffer.byteLength(reason) > closeReasonBytes) return null;
  return { do: "close", client, code: Number(code), reason };
}

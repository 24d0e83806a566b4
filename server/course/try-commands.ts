// What a `:::try` button does: the console's own commands (`connect a; a send hello; +30s`), read into data.
import type { TryCommand } from "../protocol/lesson.ts";

export type TryParsed =
  | { readonly ok: true; readonly commands: readonly TryCommand[] }
  | { readonly ok: false; readonly problem: string };

/** Commands are separated by `;`; a client's name is one of `clients`, in any case. */
export function readTry(text: string, clients: readonly string[]): TryParsed {
  const commands: TryCommand[] = [];
  for (const part of text.split(";").map((words) => words.trim())) {
    const command = readCommand(part);
    if (!command) return { ok: false, problem: `\`${part}\` is no command.` };
    if ("client" in command && !clients.includes(command.client)) {
      return { ok: false, problem: `There is no client ${command.client}.` };
    }
    commands.push(command);
  }
  return { ok: true, commands };
}

function readCommand(text: string): TryCommand | null {
  const skip = /^\+(\d+(?:\.\d+)?)s$/.exec(text)?.[1];
  if (skip !== undefined) return { do: "advance", seconds: Number(skip) };
  const connect = /^connect ([a-z])$/i.exec(text)?.[1];
  if (connect !== undefined) return { do: "connect", client: connect.toUpperCase() };
  const [, name, verb, rest = ""] = /^([a-z]) (send|binary|close)(?: (.*))?$/i.exec(text) ?? [];
  if (name === undefined || verb === undefined) return null;
  return clientCommand(name.toUpperCase(), verb.toLowerCase(), rest);
}

function clientCommand(client: string, verb: string, rest: string): TryCommand | null {
  if (verb === "send") return { do: "send", client, text: rest };
  if (verb === "binary") return /^([0-9a-f]{2}\s*)*$/i.test(rest) ? { do: "binary", client, hex: rest } : null;
  const [, code, reason = ""] = /^(\d{4})?\s*(.*)$/.exec(rest) ?? [];
  return { do: "close", client, code: code === undefined ? null : Number(code), reason };
}

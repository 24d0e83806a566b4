// The parts of the playground, connected: drafts, snippets, and the settings that pages need.
import type { Logger } from "pino";
import type { PlaygroundSettings } from "../../protocol/boot.ts";
import { deletedDraftDays } from "../../protocol/playground.ts";
import { hourly } from "../hourly.ts";
import { Drafts, type DraftsOptions } from "./drafts.ts";
import { SnippetRooms, type SnippetRoomsOptions } from "./snippet-rooms.ts";
import { Snippets, type SnippetsOptions } from "./snippets.ts";

export type PlaygroundOptions = Omit<DraftsOptions, "snippets"> &
  Omit<SnippetsOptions, "sharing"> &
  SnippetRoomsOptions & {
    readonly settings: PlaygroundSettings;
    readonly log: Pick<Logger, "warn">;
  };

export type Playground = Readonly<ReturnType<typeof createPlayground>>;

const dayMs = 24 * 60 * 60_000;

export function createPlayground(options: PlaygroundOptions) {
  const { settings, store, log } = options;
  const snippets = new Snippets({ ...options, sharing: settings.sharing });
  const purge = () => store.purgeDrafts(Date.now() - deletedDraftDays * dayMs);
  const onError = (error: unknown) => log.warn({ error }, "deleted drafts were not removed");
  const purging = hourly(() => purge().catch(onError));
  return {
    drafts: new Drafts({ ...options, snippets }),
    snippets,
    snippetRooms: new SnippetRooms(options),
    settings,
    [Symbol.dispose]: () => purging[Symbol.dispose](),
  };
}

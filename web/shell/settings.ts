// What a learner prefers, remembered in this browser: theme, editor, style, what happens to sockets on a load.
import { z } from "zod";
import { styleSchema } from "../../server/protocol/lesson.ts";
import { createStore, type Store } from "../state/store.ts";

export const themes = ["system", "light", "dark"] as const;
export const editors = ["auto", "monaco", "plain"] as const;

const settingsSchema = z.object({
  theme: z.enum(themes).catch("system"),
  /** `auto`: Monaco, and a plain field on touch screens. */
  editor: z.enum(editors).catch("auto"),
  style: styleSchema.catch("loop"),
  swap: z.enum(["keep", "restart"]).catch("keep"),
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingsStore = Store<Settings, Partial<Settings>>;

/** `theme.js` reads the same key before the first paint. */
const key = "ws101.settings";

export function createSettings(storage: Storage): SettingsStore {
  const store = createStore(
    (settings: Settings, change: Partial<Settings>) => ({ ...settings, ...change }),
    read(storage),
  );
  store.subscribe(() => {
    try {
      storage.setItem(key, JSON.stringify(store.get()));
    } catch {}
  });
  return store;
}

function read(storage: Storage): Settings {
  try {
    return settingsSchema.parse(JSON.parse(storage.getItem(key) ?? "{}"));
  } catch {
    return settingsSchema.parse({});
  }
}

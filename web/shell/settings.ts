// Settings stored in this browser: appearance, editor, announcements, keys, style and swap.
import { z } from "zod";
import { styleSchema } from "../../server/protocol/lesson.ts";
import { attempt } from "../ui/attempt.ts";
import { createStore, type Store } from "../ui/store.ts";

export const themes = ["system", "light", "dark"] as const;
export const sizes = ["small", "normal", "large", "huge"] as const;
export const editors = ["auto", "monaco", "plain"] as const;
export const motions = ["system", "less", "full"] as const;

const settingsSchema = z.object({
  theme: z.enum(themes).catch("system"),
  /** Applies to text, editor and console; see `fontPx`. */
  size: z.enum(sizes).catch("normal"),
  /** `auto`: Monaco, or a plain text field on touch screens. */
  editor: z.enum(editors).catch("auto"),
  /** Screen-reader mode: more announcements, the console as a list, the editor's accessible mode. */
  reader: z.boolean().catch(false),
  motion: z.enum(motions).catch("system"),
  /** Single-key shortcuts are active while their pane has the focus. */
  singleKeys: z.boolean().catch(true),
  style: styleSchema.catch("loop"),
  swap: z.enum(["keep", "restart"]).catch("keep"),
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingsStore = Store<Settings, Partial<Settings>>;

/** `public/theme.js` reads the same key before first paint. */
export const settingsKey = "ws101.settings";

export function createSettings(storage: Storage): SettingsStore {
  const store = createStore(
    (settings: Settings, change: Partial<Settings>) => ({ ...settings, ...change }),
    readSettings(storage),
  );
  store.subscribe(() => attempt(() => storage.setItem(settingsKey, JSON.stringify(store.get()))));
  return store;
}

function readSettings(storage: Storage): Settings {
  const stored = attempt(() => settingsSchema.parse(JSON.parse(storage.getItem(settingsKey) ?? "{}")));
  return stored ?? settingsSchema.parse({});
}

/** Font sizes for what CSS does not size: the editor and the terminal. */
export function fontPx({ size }: Settings): { readonly code: number; readonly console: number } {
  const steps = { small: 13, normal: 14, large: 17, huge: 21 } as const;
  return { code: steps[size], console: steps[size] - 1 };
}

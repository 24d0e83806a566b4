// How the console looks and sounds, as the learner's settings say.
import { usePage } from "../shell/page-context.ts";
import { fontPx } from "../shell/settings.ts";
import { useIsDark } from "../shell/use-settings.ts";
import { useStore } from "../ui/store.ts";

export interface Preferences {
  readonly isDark: boolean;
  readonly fontSize: number;
  /** A list of text in place of the terminal. */
  readonly isPlain: boolean;
}

export function usePreferences(): Preferences {
  const settings = useStore(usePage().settings);
  return { isDark: useIsDark(), fontSize: fontPx(settings).console, isPlain: settings.reader };
}

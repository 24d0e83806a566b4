// What every component may reach: the live channel, the learner's settings, the commands, the page's own dialogs.
import { createContext, useContext } from "react";
import type { Boot } from "../net/boot.ts";
import type { LiveChannel } from "../net/channel.ts";
import type { Commands } from "./commands.ts";
import type { LivenessStore } from "./liveness.ts";
import type { NoticeStore } from "./notices.ts";
import type { OverlayStore } from "./overlay.ts";
import type { SettingsStore } from "./settings.ts";

export interface Page {
  readonly channel: LiveChannel;
  readonly liveness: LivenessStore;
  readonly settings: SettingsStore;
  readonly commands: Commands;
  readonly overlay: OverlayStore;
  readonly notices: NoticeStore;
  /** What the server put into the document; gone once the page has moved on. */
  readonly boot: Boot;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("a component of the page stands outside of it");
  return page;
}

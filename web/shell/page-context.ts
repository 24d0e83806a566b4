// The page context: what every component can reach.
import { createContext, useContext } from "react";
import type { Boot } from "../net/boot.ts";
import type { LiveChannel } from "../net/channel.ts";
import { createStore, type Store } from "../ui/store.ts";
import type { WorkshopSession } from "../workshop/member/workshop-session.ts";
import type { Commands } from "./commands.ts";
import type { CourseStateStore } from "./course-state.ts";
import type { LivenessStore } from "./liveness.ts";
import type { NoticeStore } from "./notices.ts";
import type { SettingsStore } from "./settings.ts";

/** The page's own dialogs: at most one is open. */
type Overlay = "palette" | "settings" | "keys" | "devices" | null;

export const createOverlay = () => createStore<Overlay, Overlay>((_before, now) => now, null);

export interface Page {
  readonly channel: LiveChannel;
  readonly liveness: LivenessStore;
  readonly settings: SettingsStore;
  readonly commands: Commands;
  readonly overlay: Store<Overlay, Overlay>;
  readonly notices: NoticeStore;
  /** Data that the server put into the document; discarded on the first navigation. */
  readonly boot: Boot;
  readonly courseState: CourseStateStore;
  /** The workshop that this learner has joined, if any. */
  readonly workshop: WorkshopSession;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("usePage requires a PageContext");
  return page;
}

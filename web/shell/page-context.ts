// What every component may reach: the live channel and the learner's settings.
import { createContext, useContext } from "react";
import type { LiveChannel } from "../net/channel.ts";
import type { SettingsStore } from "./settings.ts";

export interface Page {
  readonly channel: LiveChannel;
  readonly settings: SettingsStore;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("a component of the page stands outside of it");
  return page;
}

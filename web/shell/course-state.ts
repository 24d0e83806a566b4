// The course as a server that watches its files reports it: its own title and colour, and what keeps lessons from loading.
import { accentId, accentRules } from "../../server/protocol/accent.ts";
import type { CourseInfo, CourseState } from "../../server/protocol/lesson.ts";
import type { LiveChannel } from "../net/channel.ts";
import { createStore, type Store } from "../ui/store.ts";

/** Null on a server that does not watch. */
export type CourseStateStore = Store<CourseState | null, CourseState>;

export function createCourseState(channel: LiveChannel): CourseStateStore {
  const store = createStore((_before: CourseState | null, now: CourseState): CourseState | null => now, null);
  channel.subscribe((message) => {
    if (message.type !== "course") return;
    store.dispatch(message);
    showAccent(message.info);
  });
  return store;
}

function showAccent({ colors }: CourseInfo): void {
  const known = document.getElementById(accentId);
  if (colors === undefined) {
    known?.remove();
    return;
  }
  const style = known ?? document.head.appendChild(document.createElement("style"));
  style.id = accentId;
  style.textContent = accentRules(colors.accent);
}

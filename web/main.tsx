// Starts the page.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { bootOf } from "./net/boot.ts";
import { getWorkshop, sendMemberCommand } from "./net/calls.ts";
import { LiveChannel } from "./net/channel.ts";
import { App } from "./shell/app.tsx";
import { Commands } from "./shell/commands.ts";
import { createCourseState } from "./shell/course-state.ts";
import { createLiveness } from "./shell/liveness.ts";
import { createNotices } from "./shell/notices.ts";
import { createOverlay, type Page, PageContext } from "./shell/page-context.ts";
import { goTo, readRoute } from "./shell/route.ts";
import { createSettings } from "./shell/settings.ts";
import { WorkshopSession } from "./workshop/member/workshop-session.ts";
import "./ui/main.css";

const place = document.getElementById("page");
if (!place) throw new Error("index.html has no #page");

const live = new URL("/live", window.location.href);
live.protocol = live.protocol === "https:" ? "wss:" : "ws:";
const channel = new LiveChannel(live.href);

/** The build names this program after its content; without a build it has no name. */
const build = /\/assets\/([\w.-]+)$/.exec(new URL(import.meta.url).pathname)?.[1] ?? null;

const notices = createNotices();
const boot = bootOf(document);
const workshop = new WorkshopSession(
  {
    channel,
    storage: window.localStorage,
    fetchView: getWorkshop,
    sendCommand: sendMemberCommand,
    notify: (text) => notices.dispatch({ type: "show", text }),
    screen: {
      lesson: shownLesson,
      address: () => window.location.pathname + window.location.search,
      goTo,
      isDialogOpen: () => document.querySelector("dialog[open]") !== null,
    },
  },
  boot.workshop,
);
const { course } = boot.at(window.location.pathname);
if (course) workshop.store.dispatch({ type: "course", lessons: course.lessons });

const page: Page = {
  channel,
  liveness: createLiveness(channel, build),
  settings: createSettings(window.localStorage),
  commands: new Commands(),
  overlay: createOverlay(),
  notices,
  boot,
  courseState: createCourseState(channel),
  workshop,
};

createRoot(place).render(
  <StrictMode>
    <PageContext value={page}>
      <App />
    </PageContext>
  </StrictMode>,
);

/** Null for the course, undefined for pages that belong to no workshop. */
function shownLesson(): string | null | undefined {
  const route = readRoute(window.location.pathname);
  return route.page === "lesson" ? route.slug : route.page === "course" ? null : undefined;
}

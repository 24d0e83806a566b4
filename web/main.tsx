// Starts the page.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { bootOf } from "./net/boot.ts";
import { LiveChannel } from "./net/channel.ts";
import { App } from "./shell/app.tsx";
import { Commands } from "./shell/commands.ts";
import { createCourseState } from "./shell/course-state.ts";
import { createLiveness } from "./shell/liveness.ts";
import { createNotices } from "./shell/notices.ts";
import { createOverlay, type Page, PageContext } from "./shell/page-context.ts";
import { createSettings } from "./shell/settings.ts";
import "./ui/main.css";

const place = document.getElementById("page");
if (!place) throw new Error("index.html has no #page");

const live = new URL("/live", window.location.href);
live.protocol = live.protocol === "https:" ? "wss:" : "ws:";
const channel = new LiveChannel(live.href);

/** The build names this program by its content; without a build there is no such name. */
const build = /\/assets\/([\w.-]+)$/.exec(new URL(import.meta.url).pathname)?.[1] ?? null;

const page: Page = {
  channel,
  liveness: createLiveness(channel, build),
  settings: createSettings(window.localStorage),
  commands: new Commands(),
  overlay: createOverlay(),
  notices: createNotices(),
  boot: bootOf(document),
  courseState: createCourseState(channel),
};

createRoot(place).render(
  <StrictMode>
    <PageContext value={page}>
      <App />
    </PageContext>
  </StrictMode>,
);

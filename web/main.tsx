// Starts the page.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { LiveChannel } from "./net/channel.ts";
import { App } from "./shell/app.tsx";
import { type Page, PageContext } from "./shell/page-context.ts";
import { createSettings } from "./shell/settings.ts";
import "./styles/main.css";

const place = document.getElementById("page");
if (!place) throw new Error("index.html has no #page");

const live = new URL("/live", window.location.href);
live.protocol = live.protocol === "https:" ? "wss:" : "ws:";

const page: Page = { channel: new LiveChannel(live.href), settings: createSettings(window.localStorage) };

createRoot(place).render(
  <StrictMode>
    <PageContext value={page}>
      <App />
    </PageContext>
  </StrictMode>,
);

// A walkthrough alone in a frame: the player, and the little that the page around the frame may say and hear.
import "./embed.css";
import { openPlayer } from "../player/player.ts";
import { tourLink } from "../tour-link.ts";
import { commandOf, type StepEvent } from "./messages.ts";

const root = document.querySelector<HTMLElement>(".tour");
if (root) start(root);

function start(root: HTMLElement): void {
  const { slug = "", listing = "", step = "1", autoplay } = root.dataset;
  const tell = (event: StepEvent) => {
    // What it says is no secret: whoever frames this page could read it over somebody's shoulder.
    if (window.parent !== window) window.parent.postMessage({ source: "ws101", slug, listing, ...event }, "*");
  };
  const player = openPlayer(root, {
    step: Number(step),
    autoplay: autoplay === "true",
    keysOn: document,
    hearsKeys: () => true,
    linkTo: (at) => tourLink(location.origin, slug, { listing, step: at }),
    onStep: (at, of) => {
      tell({ type: "step", step: at, of });
      aimLinks(slug, at);
    },
    onEnd: () => tell({ type: "ended" }),
  });
  window.addEventListener("message", ({ source, data }) => {
    const command = source === window.parent && source !== window ? commandOf(data, player.of) : null;
    if (command?.type === "play") player.play();
    if (command?.type === "pause") player.pause();
    if (command?.type === "step") player.go(command.step);
  });
  replaceOnChoice();
  tell({ type: "ready", step: Number(step), of: player.of });
  tellHeight(root, tell);
}

/** The lesson's title leads to the same step of the lesson. */
function aimLinks(slug: string, step: number): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>(`.embed-head h1 a[href^="/lessons/${slug}"]`)) {
    const url = new URL(link.href);
    url.searchParams.set("step", String(step));
    link.href = url.href;
  }
}

/** Another listing is another page; the way back of the page around the frame is not to lead through each. */
function replaceOnChoice(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      location.replace(link.href);
    });
  }
}

/** The height at which nothing of the walkthrough has to be scrolled. */
function tellHeight(root: HTMLElement, tell: (event: StepEvent) => void): void {
  const listing = root.querySelector(".tour-listing");
  const lines = root.querySelector(".tour-lines");
  const caption = root.querySelector(".tour-caption");
  if (!listing || !lines || !caption) return;
  let told = 0;
  const observer = new ResizeObserver(() => {
    const hidden = listing.scrollHeight - listing.clientHeight + caption.scrollHeight - caption.clientHeight;
    const spare = listing.clientHeight - lines.clientHeight;
    const height = Math.ceil(document.documentElement.clientHeight + hidden - Math.max(0, spare));
    if (height === told) return;
    told = height;
    tell({ type: "resize", height });
  });
  for (const element of [lines, caption]) observer.observe(element);
}

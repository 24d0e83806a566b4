// The page of an embedded walkthrough: the player, and its messages to and from the page around it.
import "./embed.css";
import { tourLink } from "../address.ts";
import { createPlayer } from "../player/player.ts";
import { type EmbedEvent, parseCommand } from "./messages.ts";

const root = document.querySelector<HTMLElement>(".tour");
if (root) start(root);

function start(root: HTMLElement): void {
  const { slug = "", listing = "", step = "1", autoplay } = root.dataset;
  const post = (event: EmbedEvent) => {
    // Nothing in these messages is secret, so any page may receive them.
    if (window.parent !== window) window.parent.postMessage({ source: "ws101", slug, listing, ...event }, "*");
  };
  const player = createPlayer(root, {
    step: Number(step),
    autoplay: autoplay === "true",
    keyTarget: document,
    areKeysOn: () => true,
    linkTo: (at) => tourLink(location.origin, slug, { listing, step: at }),
    onStep: (at, of) => {
      post({ type: "step", step: at, of });
      updateLinks(slug, at);
    },
    onEnd: () => post({ type: "ended" }),
  });
  window.addEventListener("message", ({ source, data }) => {
    const command = source === window.parent && source !== window ? parseCommand(data, player.of) : null;
    if (command?.type === "play") player.play();
    if (command?.type === "pause") player.pause();
    if (command?.type === "step") player.goTo(command.step);
  });
  replaceOnNavigation();
  post({ type: "ready", step: Number(step), of: player.of });
  postHeight(root, post);
}

/** Keeps the lesson's link at the current step. */
function updateLinks(slug: string, step: number): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>(`.embed-head h1 a[href^="/lessons/${slug}"]`)) {
    const url = new URL(link.href);
    url.searchParams.set("step", String(step));
    link.href = url.href;
  }
}

/** Opens other listings without adding them to the history of the page around the frame. */
function replaceOnNavigation(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      location.replace(link.href);
    });
  }
}

/** Posts the height at which nothing needs to scroll. */
function postHeight(root: HTMLElement, post: (event: EmbedEvent) => void): void {
  const listing = root.querySelector(".tour-listing");
  const lines = root.querySelector(".tour-lines");
  const caption = root.querySelector(".tour-caption");
  if (!listing || !lines || !caption) return;
  let posted = 0;
  const observer = new ResizeObserver(() => {
    const hidden = listing.scrollHeight - listing.clientHeight + caption.scrollHeight - caption.clientHeight;
    const spare = listing.clientHeight - lines.clientHeight;
    const height = Math.ceil(document.documentElement.clientHeight + hidden - Math.max(0, spare));
    if (height === posted) return;
    posted = height;
    post({ type: "resize", height });
  });
  for (const element of [lines, caption]) observer.observe(element);
}

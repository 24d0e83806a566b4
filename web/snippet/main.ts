// Makes a shared snippet's page or frame work. What a run needs is loaded with the first one: a frame that no one runs costs nothing.
import "./snippet.css";
import { CodeListing } from "../cells/code-listing.ts";
import { copyText } from "../ui/copy-text.ts";
import { part } from "../ui/part.ts";
import type { SnippetRun } from "./snippet-run.ts";

const root = part(document, ".snippet", HTMLElement);
const { id = "", starts, room } = root.dataset;
const [run, stop] = [part(root, ".run-start", HTMLButtonElement), part(root, ".run-stop", HTMLButtonElement)];
const status = part(root, ".run-status", HTMLElement);
const code = new CodeListing({
  listing: part(root, ".snippet-handler pre", HTMLPreElement),
  label: "Code: handler.ts",
  onInput: () => root.toggleAttribute("data-changed", code.isChanged),
  onRun: () => void start(true),
});
let program: Promise<typeof import("./snippet-run.ts")> | null = null;
let running: SnippetRun | null = null;

async function start(byHand: boolean): Promise<void> {
  status.textContent = "Loading…";
  program ??= import("./snippet-run.ts");
  const loaded = await program.catch(() => null);
  if (loaded === null) {
    program = null;
    status.textContent = "Could not load what a run needs. Check the connection and run it again.";
    return;
  }
  running ??= new loaded.SnippetRun({ root, id, code, isShared: room === "shared" });
  void running.start(byHand);
}

run.addEventListener("click", () => void start(true));
stop.addEventListener("click", () => {
  running?.stop();
  run.focus();
});
run.disabled = false;
enableEditing();
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) enableCopy(button);
const fork = document.querySelector<HTMLButtonElement>(".snippet-fork");
fork?.addEventListener("click", async () => {
  const { forkSnippet } = await import("./fork.ts");
  await forkSnippet(fork.dataset.from ?? "", part(document, ".snippet-notice", HTMLElement));
});
if (fork !== null) fork.disabled = false;
if (starts === "open") void start(false);

function enableEditing(): void {
  const edit = root.querySelector<HTMLButtonElement>(".code-edit");
  const reset = root.querySelector<HTMLButtonElement>(".code-reset");
  if (edit === null || reset === null) return;
  const show = (isEdited: boolean) => {
    edit.hidden = isEdited;
    reset.hidden = !isEdited;
  };
  edit.disabled = false;
  edit.addEventListener("click", () => {
    show(true);
    code.edit().focus();
  });
  reset.addEventListener("click", () => {
    code.reset();
    root.removeAttribute("data-changed");
    show(false);
    edit.focus();
  });
}

function enableCopy(button: HTMLButtonElement): void {
  const label = button.textContent;
  button.disabled = false;
  button.addEventListener("click", async () => {
    const isCopied = await copyText(button.dataset.copy ?? "");
    button.textContent = isCopied ? "Copied" : "Copying was blocked";
    setTimeout(() => {
      button.textContent = label;
    }, 2_000);
  });
}

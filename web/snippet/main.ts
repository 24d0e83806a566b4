// Makes a shared snippet's page or frame work. What a run needs is loaded with the first one: a frame that no one runs costs
// nothing.
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
const offline = "Could not reach the server. Check the connection and try again.";
let program: Promise<typeof import("./snippet-run.ts")> | null = null;
let running: SnippetRun | null = null;

async function start(byHand: boolean): Promise<void> {
  status.textContent = "Loading…";
  program ??= import("./snippet-run.ts");
  const loaded = await program.catch(() => null);
  if (loaded === null) {
    program = null;
    status.textContent = offline;
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
if (fork !== null) enableFork(fork);
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

/** Until the page is left or the attempt has failed, another click would make another draft. */
function enableFork(button: HTMLButtonElement): void {
  const notice = part(document, ".snippet-notice", HTMLElement);
  const setBusy = (isBusy: boolean) => {
    button.ariaDisabled = String(isBusy);
  };
  button.disabled = false;
  button.addEventListener("click", async () => {
    if (button.ariaDisabled === "true") return;
    setBusy(true);
    notice.textContent = "";
    const { forkSnippet } = await import("./fork.ts").catch(() => ({ forkSnippet: null }));
    const problem = forkSnippet === null ? offline : await forkSnippet(button.dataset.from ?? "");
    if (problem === null) return;
    notice.textContent = problem;
    setBusy(false);
  });
  window.addEventListener("pagehide", () => setBusy(false));
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

// Runs a shared snippet: gets a room, connects a small client and the client page, and shows what happens.
import type { ReportedFault, ReportedProblem } from "../../server/protocol/host.ts";
import { type SnippetRoom, snippetRoomSchema } from "../../server/protocol/snippet.ts";
import type { CodeListing } from "../cells/code-listing.ts";
import { clientAddress } from "../clients/connection/connect-choices.ts";
import { BrowserConnection, type ConnectionEvent, pageToken } from "../clients/connection/connection.ts";
import { type Answer, call, whyNot } from "../net/api.ts";
import { socketUrl } from "../net/socket-url.ts";
import { PreviewFrame } from "../preview/preview-frame.ts";
import { countText } from "../ui/format.ts";
import { ownName, RoomFeed } from "./room-feed.ts";
import { RunOutput } from "./run-output.ts";

export interface SnippetRunOptions {
  readonly root: HTMLElement;
  /** The snippet's. */
  readonly id: string;
  readonly code: CodeListing;
  /** All visitors share the room. */
  readonly isShared: boolean;
}

export class SnippetRun {
  readonly #options: SnippetRunOptions;
  readonly #output: RunOutput;
  #room: SnippetRoom | null = null;
  #client: BrowserConnection | null = null;
  #feed: RoomFeed | null = null;
  #preview: PreviewFrame | null = null;
  /** The number of the newest start or stop: an older start that still waits for an answer does nothing more. */
  #starts = 0;

  constructor(options: SnippetRunOptions) {
    this.#options = options;
    const { root, code } = options;
    this.#output = new RunOutput(root, { goToLine: (line) => code.show(line), send: (text) => this.#send(text) });
  }

  /** `byHand` starts a client page too that had to be stopped when it was last shown. */
  async start(byHand: boolean): Promise<void> {
    const number = ++this.#starts;
    this.#disconnect();
    this.#options.code.mark([]);
    this.#output.clear();
    this.#output.show("starting", "Opening a room…");
    const answer = await this.#load();
    if (number !== this.#starts) return;
    if (!answer.ok) return this.#output.show("failed", whyNot(answer));
    const { ok, problems, fault } = answer.value;
    this.#room = answer.value;
    if (!ok) return this.#reject(problems, fault);
    this.#connect(answer.value, byHand);
  }

  /** Disconnects everything; what was received stays. */
  stop(): void {
    this.#starts++;
    this.#disconnect();
    this.#output.show("stopped", "Stopped.");
  }

  /** A room for the first run and after it was closed; edited code replaces what runs there. */
  async #load(): Promise<Answer<SnippetRoom>> {
    const { code, isShared } = this.#options;
    if (this.#room !== null && !isShared) {
      const again = await this.#put(this.#room, code.isChanged ? code.text : null);
      if (again.ok || again.kind !== "refused" || again.problem.status !== 404) return again;
    }
    const path = `/api/snippets/${this.#options.id}/rooms`;
    const opened = await call(snippetRoomSchema, path, { method: "POST", body: { shared: isShared } });
    return opened.ok && code.isChanged && !isShared ? this.#put(opened.value, code.text) : opened;
  }

  #put({ room }: SnippetRoom, source: string | null): Promise<Answer<SnippetRoom>> {
    const path = `/api/snippets/${this.#options.id}/rooms/${room}/code`;
    return call(snippetRoomSchema, path, { method: "PUT", body: { source } });
  }

  #connect({ room, url, previewUrl }: SnippetRoom, byHand: boolean): void {
    this.#output.begin();
    if (this.#output.hasClient) {
      const address = clientAddress(socketUrl(url), "", ownName, pageToken);
      this.#client = new BrowserConnection(address, [], (event) => this.#receive(event));
    } else this.#output.show("running", "Running.");
    const openPreview = () => {
      if (previewUrl !== null) this.#openPreview(previewUrl, byHand);
    };
    // What others do in a room that is shared is theirs: the page's own clients say what they send and receive.
    if (this.#options.isShared) openPreview();
    else this.#follow(room, openPreview);
  }

  /** Shows what happens in the visitor's own room. `onFollowing` may open further clients: none of their frames is missed. */
  #follow(room: string, onFollowing: () => void): void {
    const feed = new RoomFeed({
      snippet: this.#options.id,
      room,
      output: this.#output,
      onProblem: (lines) => this.#options.code.mark(lines),
    });
    this.#feed = feed;
    void feed.following.then(() => {
      if (this.#feed === feed) onFollowing();
    });
  }

  #openPreview(url: string, byHand: boolean): void {
    const output = this.#output;
    const { isShared } = this.#options;
    const start = () => preview.start(url);
    const preview = new PreviewFrame({
      place: output.previewPlace,
      name: "Preview",
      client: "Preview",
      id: this.#options.id,
      page: pageToken,
      print: ({ level, text, line }) =>
        output.print({ level, line: null, text: `client.html${line === null ? "" : `:${line}`} ${text}` }),
      heard: ({ direction, kind, text }) => {
        // Elsewhere, the feed shows them.
        if (isShared) output.frame({ client: "Preview", direction, kind, text });
      },
      missed: (count) =>
        output.print({ level: "warn", line: null, text: `client.html ${countText(count, "line")} dropped` }),
      changed: (state) => output.showPreview(state, start),
    });
    this.#preview = preview;
    if (byHand || preview.state.reason === null) start();
    else output.showPreview(preview.state, start);
  }

  #receive(event: ConnectionEvent): void {
    switch (event.what) {
      case "opened":
        this.#output.show("running", "Running.");
        return;
      case "received":
        this.#output.frame({ client: ownName, direction: "out", kind: event.kind, text: event.text });
        return;
      case "ended":
        this.#client = null;
        this.#output.line(`${ownName} ${event.text}`);
        this.#output.show("stopped", event.code === null ? "Not connected." : "Disconnected.");
        return;
      default:
        return;
    }
  }

  /** Returns why the text cannot be sent, or null. */
  #send(text: string): string | null {
    const problem = this.#client === null ? "Not connected. Run it again." : this.#client.send(text);
    if (problem === null) this.#output.frame({ client: ownName, direction: "in", kind: "text", text });
    return problem;
  }

  #reject(problems: readonly ReportedProblem[], fault: ReportedFault | null): void {
    this.#output.show("failed", "The code does not run.");
    const all = [...problems, ...(fault === null ? [] : [fault])];
    for (const { line, message } of all) this.#output.problem({ line, message });
    this.#options.code.mark(all.flatMap(({ line }) => line ?? []));
  }

  #disconnect(): void {
    this.#client?.drop();
    this.#client = null;
    this.#feed?.dispose();
    this.#feed = null;
    this.#preview?.dispose();
    this.#preview = null;
    this.#output.hidePreview();
  }
}

// Command palette: a search field that keeps the focus, above the commands that match.
import { Command as Menu, useCommandState } from "cmdk";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useModal } from "../ui/dialog.tsx";
import { type Command, groups, readRecent, rememberRecent, scoreCommand } from "./commands.ts";
import { isMac, keyNames } from "./keys.ts";
import { usePage } from "./page-context.ts";

export default function Palette({ close }: { readonly close: () => void }) {
  const { commands, notices } = usePage();
  const [query, setQuery] = useState("");
  const all = useMemo(() => commands.all(), [commands]);
  const recent = useMemo(() => readRecent(window.localStorage), []);
  const field = useRef<HTMLInputElement>(null);
  // Opening the dialog focuses its first focusable element, which is not the field.
  useEffect(() => field.current?.focus(), []);
  const isBrowsing = query.trim() === "";
  const first = isBrowsing ? recent.flatMap((id) => all.find((command) => command.id === id) ?? []) : [];
  const rest = all.filter((command) => !first.includes(command));
  const run = (command: Command) => {
    rememberRecent(window.localStorage, command.id);
    close();
    // The dialog returns the focus first, so that the command may move it.
    requestAnimationFrame(() => void execute(command, (text) => notices.dispatch({ type: "show", text })));
  };
  const section = (heading: string, members: readonly Command[]) =>
    members.length === 0 ? null : (
      <Menu.Group key={heading} heading={heading}>
        {members.map((command) => (
          <Option key={command.id} command={command} run={() => run(command)} />
        ))}
      </Menu.Group>
    );
  return (
    <dialog {...useModal(close)} className="palette raised" aria-label="Commands">
      <Menu className="column" label="Commands" loop vimBindings={false} filter={scoreCommand}>
        <Menu.Input ref={field} placeholder="Search commands" maxLength={100} value={query} onValueChange={setQuery} />
        <Results query={query}>
          {section("Recent", first)}
          {groups.map((group) =>
            section(
              group,
              rest.filter((each) => each.group === group),
            ),
          )}
        </Results>
      </Menu>
    </dialog>
  );
}

/** Hides the empty list: a listbox without options is invalid ARIA. */
function Results({ query, children }: { readonly query: string; readonly children: ReactNode }) {
  const isEmpty = useCommandState(({ filtered }) => filtered.count === 0);
  return (
    <>
      <Menu.List label="Commands" hidden={isEmpty}>
        {children}
      </Menu.List>
      <p role="status" className={isEmpty ? "palette-empty muted" : "unseen"}>
        {isEmpty ? `No commands match “${query.trim()}”.` : ""}
      </p>
    </>
  );
}

function Option({ command, run }: { readonly command: Command; readonly run: () => void }) {
  const { title, group, words = "", key } = command;
  return (
    <Menu.Item value={title} keywords={`${group} ${words}`.split(/\s+/)} onSelect={run}>
      <span className="fill clip">{title}</span>
      {key ? <kbd>{keyNames(key, isMac())[0]}</kbd> : null}
    </Menu.Item>
  );
}

async function execute(command: Command, notify: (text: string) => void): Promise<void> {
  try {
    const problem = await command.run();
    if (problem) notify(problem);
  } catch {
    notify(`“${command.title}” failed.`);
  }
}

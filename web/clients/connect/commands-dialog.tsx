// The dialog with the room's address and commands that connect other programs to it.
import { useState } from "react";
import type { LessonSession } from "../../lesson/lesson-session.ts";
import { CopyField } from "../../ui/copy.tsx";
import { DialogButton } from "../../ui/dialog.tsx";
import { usePart } from "../../ui/store.ts";
import { OriginChoice, useReachability } from "./origins.tsx";
import { atOrigin } from "./reachable-origins.ts";
import { commands, type Shell } from "./shell-commands.ts";

export function CommandsDialog({ session }: { readonly session: LessonSession }) {
  const programs = "wscat, websocat, curl, Python, Node or the browser console";
  return (
    <DialogButton label="Connect with…" title="Connect with other programs" hint={`Connect with ${programs}`}>
      <Commands session={session} />
    </DialogButton>
  );
}

function Commands({ session }: { readonly session: LessonSession }) {
  const room = usePart(session.draft, (draft) => draft.url);
  const reachability = useReachability();
  const [shell, setShell] = useState<Shell>(() => (navigator.userAgent.includes("Windows") ? "powershell" : "posix"));
  const [chosen, setChosen] = useState<string | null>(null);
  const here = window.location.origin;
  const url = atOrigin(room, chosen ?? here);
  const origins = [here, ...reachability.origins.filter((origin) => origin !== here)];
  return (
    <>
      <p>Any WebSocket client can connect. The wire shows it next to yours.</p>
      <CopyField label="the endpoint's address" text={url} />
      <div className="form-row flow">
        <OriginChoice origins={origins} chosen={chosen ?? here} choose={setChosen} />
        <label>
          Shell
          <select value={shell} onChange={({ target }) => setShell(target.value === "posix" ? "posix" : "powershell")}>
            <option value="posix">bash, zsh</option>
            <option value="powershell">PowerShell</option>
          </select>
        </label>
      </div>
      <dl className="commands stack">
        {commands({ url, protocols: [] }, shell).map(({ key, name, text, note }) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>
              <CopyField label={`the ${name} command`} text={text} />
              <p className="muted tiny own-line">{note}</p>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

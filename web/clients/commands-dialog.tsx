// The learner's endpoint from elsewhere: its address, and commands for the usual tools.
import { useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { CopyField } from "../ui/copy.tsx";
import { DialogButton } from "../ui/dialog.tsx";
import { usePart } from "../ui/store.ts";
import { OriginChoice } from "./origin-choice.tsx";
import { atOrigin } from "./reachable-origins.ts";
import { commands, type Shell } from "./shell-commands.ts";
import { useReach } from "./use-addresses.ts";

export function CommandsDialog({ session }: { readonly session: LessonSession }) {
  const programs = "wscat, websocat, curl, Python, Node or a browser's console";
  return (
    <DialogButton label="Connect with…" title="Connect with other programs" hint={`Connect with ${programs}`}>
      <Commands session={session} />
    </DialogButton>
  );
}

function Commands({ session }: { readonly session: LessonSession }) {
  const room = usePart(session.draft, (draft) => draft.url);
  const reach = useReach();
  const [shell, setShell] = useState<Shell>(() => (navigator.userAgent.includes("Windows") ? "powershell" : "posix"));
  const [chosen, setChosen] = useState<string | null>(null);
  const here = window.location.origin;
  const url = atOrigin(room, chosen ?? here);
  const origins = [here, ...reach.origins.filter((origin) => origin !== here)];
  return (
    <>
      <p>Any WebSocket client may connect; the wire shows it beside yours.</p>
      <CopyField label="the endpoint's address" text={url} />
      <div className="deed-row">
        <OriginChoice origins={origins} chosen={chosen ?? here} choose={setChosen} />
        <label>
          Shell
          <select value={shell} onChange={({ target }) => setShell(target.value === "posix" ? "posix" : "powershell")}>
            <option value="posix">bash, zsh</option>
            <option value="powershell">PowerShell</option>
          </select>
        </label>
      </div>
      <dl className="commands">
        {commands({ url, protocols: [] }, shell).map(({ key, name, text, note }) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>
              <CopyField label={`the ${name} command`} text={text} />
              <p className="hint-line">{note}</p>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

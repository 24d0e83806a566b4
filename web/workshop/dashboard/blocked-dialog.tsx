// The people an instructor has blocked, with a button for each that lets them join again.
import { useId } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { blockedMembers } from "../roster/learner-rows.ts";
import { CommandButton } from "./command-button.tsx";
import { useWorkshop } from "./dashboard-context.ts";

export function BlockedDialog({ close }: { readonly close: () => void }) {
  const id = useId();
  const blocked = blockedMembers(useWorkshop());
  return (
    <Dialog title="Blocked people" close={close}>
      <p id={id}>
        {blocked.length === 0 ? "No one is blocked." : "Someone who is unblocked can join again with the join code."}
      </p>
      <ul className="stack" aria-labelledby={id}>
        {blocked.map(({ id: member, name }) => (
          <li key={member} className="row apart">
            <bdi className="breakable">{name}</bdi>
            <CommandButton aria-label={`Unblock ${name}`} command={{ do: "member-state", member, state: "removed" }}>
              Unblock
            </CommandButton>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

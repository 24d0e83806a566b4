// A message to everyone, and the same form for a hint to a group.
import { type ReactNode, useId, useState } from "react";
import { FormDialog, Opener } from "../../ui/dialog.tsx";
import { useDashboard } from "./dashboard-context.ts";

export function AnnounceDialog() {
  const { run } = useDashboard();
  const dialog = (close: () => void) => (
    <MessageDialog
      title="Announce"
      label="Message to everyone"
      act="Send"
      send={async (text) => (await run({ do: "announce", text })) !== null}
      close={close}
    >
      <p>It stays at the top of everyone's page until they dismiss it, or you withdraw it.</p>
    </MessageDialog>
  );
  return (
    <Opener className="small" dialog={dialog}>
      Announce
    </Opener>
  );
}

const maxChars = 500;

interface MessageDialogProps {
  readonly title: string;
  readonly label: string;
  readonly act: string;
  /** Resolves to whether it was sent. */
  readonly send: (text: string) => Promise<boolean>;
  readonly close: () => void;
  readonly children: ReactNode;
}

export function MessageDialog({ label, send, children, ...rest }: MessageDialogProps) {
  const id = useId();
  const [text, setText] = useState("");
  const submit = async () => {
    if (await send(text)) rest.close();
  };
  return (
    <FormDialog {...rest} isReady={text.trim() !== ""} submit={submit} about={children}>
      <label htmlFor={id}>{label}</label>
      <textarea
        className="large"
        id={id}
        rows={4}
        maxLength={maxChars}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </FormDialog>
  );
}

// A message to everyone, and the same form for a hint to a group.
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { useDashboard } from "./dashboard-context.ts";

export function AnnounceDialog() {
  const { run } = useDashboard();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Announce
      </button>
      {isOpen ? (
        <MessageDialog
          title="Announce"
          label="Message to everyone"
          act="Send"
          send={async (text) => (await run({ do: "announce", text })) !== null}
          close={() => setOpen(false)}
        >
          <p>It stays at the top of everyone's page until they dismiss it, or you withdraw it.</p>
        </MessageDialog>
      ) : null}
    </>
  );
}

const mostChars = 500;

interface MessageDialogProps {
  readonly title: string;
  readonly label: string;
  readonly act: string;
  /** Resolves to whether it was sent. */
  readonly send: (text: string) => Promise<boolean>;
  readonly close: () => void;
  readonly children: ReactNode;
}

export function MessageDialog({ title, label, act, send, close, children }: MessageDialogProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const isEmpty = text.trim() === "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isEmpty || isBusy) return;
    setBusy(true);
    const isSent = await send(text);
    setBusy(false);
    if (isSent) close();
  };
  const button = (
    <button type="submit" form={id} className="small primary" aria-disabled={isEmpty || isBusy}>
      {act}
    </button>
  );
  return (
    <Dialog title={title} close={close} actions={button}>
      {children}
      <form id={id} className="stack" onSubmit={(event) => void submit(event)}>
        <label htmlFor={`${id}-text`}>{label}</label>
        <textarea
          className="large"
          id={`${id}-text`}
          rows={4}
          maxLength={mostChars}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </form>
    </Dialog>
  );
}

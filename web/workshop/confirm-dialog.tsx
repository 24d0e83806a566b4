// Asks before something that cannot be undone; for the worst, its name has to be typed.
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Dialog } from "../ui/dialog.tsx";

interface ConfirmDialogProps {
  readonly title: string;
  /** The button that does it. */
  readonly act: string;
  /** What has to be typed first. */
  readonly typed?: string;
  readonly run: () => Promise<void>;
  readonly close: () => void;
  readonly children: ReactNode;
}

export function ConfirmDialog({ title, act, typed, run, close, children }: ConfirmDialogProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const isSure = typed === undefined || text.trim() === typed.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isSure || isBusy) return;
    setBusy(true);
    void run();
  };
  const button = (
    <button type="submit" form={id} className="danger small" aria-disabled={!isSure || isBusy}>
      {act}
    </button>
  );
  return (
    <Dialog title={title} close={close} actions={button}>
      {children}
      <form id={id} className="stack" onSubmit={submit}>
        {typed === undefined ? null : (
          <>
            <label htmlFor={`${id}-typed`}>
              <span>
                To confirm, type <b>{typed}</b>
              </span>
            </label>
            <input
              id={`${id}-typed`}
              autoComplete="off"
              spellCheck={false}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          </>
        )}
      </form>
    </Dialog>
  );
}

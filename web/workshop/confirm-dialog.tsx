// Asks before something that cannot be undone; for the worst, its name has to be typed.
import { type ReactNode, useId, useState } from "react";
import { FormDialog } from "../ui/dialog.tsx";

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

export function ConfirmDialog({ typed = "", run, children, ...rest }: ConfirmDialogProps) {
  const id = useId();
  const [text, setText] = useState("");
  return (
    <FormDialog {...rest} look="danger" isReady={text.trim() === typed.trim()} submit={run} about={children}>
      {typed === "" ? null : (
        <>
          <label htmlFor={id}>
            <span>
              To confirm, type <b>{typed}</b>
            </span>
          </label>
          <input
            id={id}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}

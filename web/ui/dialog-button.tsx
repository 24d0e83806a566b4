// A quiet button, and the dialog that it opens.
import { type ReactNode, useState } from "react";
import { Dialog } from "./dialog.tsx";

interface DialogButtonProps {
  readonly label: ReactNode;
  readonly title: string;
  /** Said on hovering; the dialog's title where nothing else is. */
  readonly hint?: string;
  readonly children: ReactNode;
}

export function DialogButton({ label, title, hint = title, children }: DialogButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="quiet" aria-haspopup="dialog" title={hint} onClick={() => setOpen(true)}>
        {label}
      </button>
      {isOpen ? (
        <Dialog title={title} close={() => setOpen(false)}>
          {children}
        </Dialog>
      ) : null}
    </>
  );
}

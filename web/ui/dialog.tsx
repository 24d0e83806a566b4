// Modal dialogs, built on the browser's own dialog element.
import { type MouseEvent, type ReactNode, type RefObject, useId, useLayoutEffect, useRef, useState } from "react";
import { DialogNotices } from "../shell/notice-bar.tsx";

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** Buttons beside Close. */
  readonly actions?: ReactNode;
}

export function Dialog({ title, close, children, className = "", actions = null }: DialogProps) {
  const heading = useId();
  return (
    <dialog {...useModal(close)} className={`dialog raised ${className}`} aria-labelledby={heading}>
      <div className="dialog-body column scroll">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
      <div className="actions line-above">
        {actions}
        <button type="button" className="small" onClick={close}>
          Close
        </button>
      </div>
      <DialogNotices />
    </dialog>
  );
}

interface DialogButtonProps {
  readonly label: ReactNode;
  readonly title: string;
  /** Tooltip; defaults to the dialog's title. */
  readonly hint?: string;
  readonly children: ReactNode;
}

/** A button and the dialog it opens. */
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

interface Modal {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly onClose: () => void;
  /** Closes the dialog on a click outside its content. */
  readonly onMouseDown: (event: MouseEvent) => void;
}

/** Attributes of a `dialog` that is open while it is rendered. It traps the focus, and Escape closes it. */
export function useModal(close: () => void): Modal {
  const ref = useRef<HTMLDialogElement>(null);
  // A layout effect is cleaned up while the dialog is still in the document: only then does closing return the focus.
  useLayoutEffect(() => {
    const element = ref.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const onMouseDown = ({ target }: MouseEvent) => {
    if (target === ref.current) close();
  };
  return { ref, onClose: close, onMouseDown };
}

// A dialog over the page: a heading, what it is about, and a way to close it.
import { type ReactNode, useId } from "react";
import { useModal } from "./use-modal.ts";

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** Buttons beside the one that closes. */
  readonly actions?: ReactNode;
}

export function Dialog({ title, close, children, className = "", actions = null }: DialogProps) {
  const heading = useId();
  return (
    <dialog {...useModal(close)} className={`dialog ${className}`} aria-labelledby={heading}>
      <div className="dialog-body">
        <h2 id={heading}>{title}</h2>
        {children}
        <div className="actions">
          {actions}
          <button type="button" className="small" onClick={close}>
            Close
          </button>
        </div>
      </div>
    </dialog>
  );
}

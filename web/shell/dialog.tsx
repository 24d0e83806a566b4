// A dialog over the page: the browser's own, which keeps the focus inside and gives it back.
import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from "react";

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** Buttons beside the one that closes. */
  readonly actions?: ReactNode;
}

/** Open as long as it is rendered. Escape closes it, and a click beside it. */
export function Dialog({ title, close, children, className = "", actions = null }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // A layout effect ends while the dialog still stands in the document: only then does it give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const beside = (event: MouseEvent) => {
    if (event.target === dialog.current) close();
  };
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={heading}
      onClose={close}
      onMouseDown={beside}
    >
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

// Modal dialogs, built on the browser's own dialog element.
import {
  type ComponentProps,
  type FormEvent,
  type MouseEvent,
  type ReactNode,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { DialogNotices } from "../shell/notice-bar.tsx";

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children?: ReactNode;
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

interface FormDialogProps extends DialogProps {
  /** The button that submits the form. */
  readonly act: string;
  readonly look?: "primary" | "danger";
  readonly isReady: boolean;
  readonly submit: () => Promise<void>;
  /** Above the form. */
  readonly about: ReactNode;
}

/** A dialog with a form, which is submitted once at a time. */
export function FormDialog({
  act,
  look = "primary",
  isReady,
  submit,
  about,
  actions,
  children,
  ...rest
}: FormDialogProps) {
  const id = useId();
  const [isBusy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || isBusy) return;
    setBusy(true);
    try {
      await submit();
    } finally {
      setBusy(false);
    }
  };
  const button = (
    <button type="submit" form={id} className={`small ${look}`} aria-disabled={!isReady || isBusy}>
      {act}
    </button>
  );
  return (
    <Dialog
      {...rest}
      actions={
        <>
          {actions}
          {button}
        </>
      }
    >
      {about}
      <form id={id} className="stack" onSubmit={(event) => void onSubmit(event)}>
        {children}
      </form>
    </Dialog>
  );
}

interface OpenerProps extends ComponentProps<"button"> {
  readonly dialog: (close: () => void) => ReactNode;
}

/** A button, and the dialog that it opens. */
export function Opener({ dialog, ...button }: OpenerProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" {...button} aria-haspopup="dialog" onClick={() => setOpen(true)} />
      {isOpen ? dialog(() => setOpen(false)) : null}
    </>
  );
}

interface DialogButtonProps {
  readonly label: ReactNode;
  readonly title: string;
  /** Tooltip; defaults to the dialog's title. */
  readonly hint?: string;
  readonly children: ReactNode;
}

/** A quiet button, and a dialog that only shows something. */
export function DialogButton({ label, title, hint = title, children }: DialogButtonProps) {
  const dialog = (close: () => void) => (
    <Dialog title={title} close={close}>
      {children}
    </Dialog>
  );
  return (
    <Opener className="quiet" title={hint} dialog={dialog}>
      {label}
    </Opener>
  );
}

/** Attributes of a `dialog` that is open while it is rendered. It traps the focus, and Escape closes it. */
export function useModal(close: () => void) {
  const ref = useRef<HTMLDialogElement>(null);
  // A layout effect is cleaned up while the dialog is still in the document: only then does closing return the focus.
  useLayoutEffect(() => {
    const element = ref.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  // A click outside the content closes it.
  const onMouseDown = ({ target }: MouseEvent) => {
    if (target === ref.current) close();
  };
  return { ref, onClose: close, onMouseDown };
}

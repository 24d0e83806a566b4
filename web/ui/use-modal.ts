// The browser's own dialog, open as long as it is rendered: it keeps the focus inside and gives it back.
import { type MouseEvent, type RefObject, useLayoutEffect, useRef } from "react";

interface Modal {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly onClose: () => void;
  /** A click beside what stands in it closes it. */
  readonly onMouseDown: (event: MouseEvent) => void;
}

/** For the attributes of a `dialog`. Escape closes it. */
export function useModal(close: () => void): Modal {
  const ref = useRef<HTMLDialogElement>(null);
  // A layout effect ends while the dialog still stands in the document: only then does it give the focus back.
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

// A button with a label: a small one, unless `className` says otherwise.
import type { ComponentProps, ReactNode } from "react";

interface ButtonProps extends Omit<ComponentProps<"button">, "children"> {
  readonly label: ReactNode;
}

/** With `aria-disabled` it keeps the focus and does nothing. */
export function Button({ label, className = "small", onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={className}
      onClick={rest["aria-disabled"] === true ? undefined : onClick}
      {...rest}
    >
      {label}
    </button>
  );
}

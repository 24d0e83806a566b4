// In-page link; modifier keys and middle clicks keep the browser's behaviour.
import type { ComponentProps, MouseEvent } from "react";
import { goTo } from "../shell/route.ts";

interface LinkProps extends ComponentProps<"a"> {
  readonly href: string;
}

export function Link({ href, ...rest }: LinkProps) {
  return <a {...rest} href={href} onClick={(event) => follow(event, href)} />;
}

/** Also used for links in lesson text. */
export function follow(event: MouseEvent, href: string): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  goTo(href);
}

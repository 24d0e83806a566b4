// A link inside the page; with a modifier key or a middle click it is the browser's own.
import type { ComponentProps, MouseEvent } from "react";
import { goTo } from "../shell/route.ts";

interface LinkProps extends ComponentProps<"a"> {
  readonly href: string;
}

export function Link({ href, ...rest }: LinkProps) {
  return <a {...rest} href={href} onClick={(event) => follow(event, href)} />;
}

/** Also for links in a lesson's own text. */
export function follow(event: MouseEvent, href: string): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  goTo(href);
}

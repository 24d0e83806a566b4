// The notice at the bottom of the page, announced to screen readers.
import { useEffect } from "react";
import { useStore } from "../ui/store.ts";
import { noticeMs } from "./notices.ts";
import { usePage } from "./page-context.ts";

export function NoticeBar() {
  const { notices } = usePage();
  const { number, text } = useStore(notices);
  useEffect(() => {
    if (text === "") return;
    const timer = setTimeout(() => notices.dispatch({ type: "hide", number }), noticeMs(text));
    return () => clearTimeout(timer);
  }, [notices, number, text]);
  return (
    <div role="status" className="notice breakable raised" data-empty={text === ""}>
      {text}
    </div>
  );
}

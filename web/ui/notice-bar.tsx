// Where the page says something in passing: below, over everything, and aloud.
import { useEffect } from "react";
import { showMs } from "../shell/notices.ts";
import { usePage } from "../shell/page-context.ts";
import { useStore } from "./use-store.ts";

export function NoticeBar() {
  const { notices } = usePage();
  const { number, text } = useStore(notices);
  useEffect(() => {
    if (text === "") return;
    const timer = setTimeout(() => notices.dispatch({ type: "hush", number }), showMs(text));
    return () => clearTimeout(timer);
  }, [notices, number, text]);
  return (
    <div role="status" className="notice" data-empty={text === ""}>
      {text}
    </div>
  );
}

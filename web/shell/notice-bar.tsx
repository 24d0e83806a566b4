// The live region of notices, on the page and in each dialog: the topmost one shows them.
import { useEffect, useLayoutEffect, useState } from "react";
import { useStore } from "../ui/store.ts";
import { noticeMs } from "./notices.ts";
import { usePage } from "./page-context.ts";

export function PageNotices() {
  const { notices } = usePage();
  const { number, text } = useStore(notices);
  useEffect(() => {
    if (text === "") return;
    const timer = setTimeout(() => notices.dispatch({ type: "hide", number }), noticeMs(text));
    return () => clearTimeout(timer);
  }, [notices, number, text]);
  return <NoticeBar level={0} />;
}

export function DialogNotices() {
  const { notices } = usePage();
  const [level, setLevel] = useState(-1);
  useLayoutEffect(() => {
    notices.dispatch({ type: "dialog", change: "opened" });
    setLevel(notices.get().dialogs);
    return () => notices.dispatch({ type: "dialog", change: "closed" });
  }, [notices]);
  return <NoticeBar level={level} />;
}

/** `level`: the dialogs below this bar. */
function NoticeBar({ level }: { readonly level: number }) {
  const { text, dialogs } = useStore(usePage().notices);
  const shown = level === dialogs ? text : "";
  return (
    <div role="status" className="notice breakable raised" data-empty={shown === ""}>
      {shown}
    </div>
  );
}

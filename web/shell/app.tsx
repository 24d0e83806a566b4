// The page: its frame, and the screen that belongs to the address.
import { useEffect, useRef } from "react";
import { CoursePage } from "../course/course-page.tsx";
import { LessonPage } from "../lesson/lesson-page.tsx";
import { PreflightPage } from "../preflight/preflight-page.tsx";
import { Failure } from "../ui/failure.tsx";
import { Link } from "../ui/link.tsx";
import { NoticeBar } from "../ui/notice-bar.tsx";
import { Crash } from "./crash.tsx";
import { LiveBar } from "./live-bar.tsx";
import { Overlays } from "./overlays.tsx";
import { usePage } from "./page-context.ts";
import { type Route, readRoute, usePath } from "./route.ts";
import { useLooks } from "./use-looks.ts";
import { usePageCommands } from "./use-page-commands.ts";

export function App() {
  const path = usePath();
  useLooks();
  usePageCommands();
  useMoved(path);
  return (
    <Crash key={path}>
      <LiveBar />
      <Screen route={readRoute(path)} />
      <Overlays />
      <NoticeBar />
    </Crash>
  );
}

function Screen({ route }: { readonly route: Route }) {
  switch (route.page) {
    case "course":
      return <CoursePage />;
    case "lesson":
      return <LessonPage key={route.slug} slug={route.slug} />;
    case "preflight":
      return <PreflightPage />;
    case "nowhere":
      return (
        <Failure title="There is no such page" text="The address leads nowhere: it may have been cut, or mistyped.">
          <Link className="button primary" href="/">
            To the lessons
          </Link>
        </Failure>
      );
    default:
      return route satisfies never;
  }
}

/** A new screen begins at its top for the keyboard too; the first one is left to the browser. */
function useMoved(path: string): void {
  const { boot, overlay } = usePage();
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    boot.spend();
    overlay.dispatch(null);
    document.getElementById("page")?.focus();
  }, [path, boot, overlay]);
}

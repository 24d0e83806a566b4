// The page: its frame, and the screen that belongs to the address.
import { useEffect, useRef } from "react";
import { CoursePage } from "../course/course-page.tsx";
import { LessonPage } from "../lesson/lesson-page.tsx";
import { useStore } from "../state/use-store.ts";
import { Failure } from "./failure.tsx";
import { Link } from "./link.tsx";
import { LiveBar } from "./live-bar.tsx";
import { usePage } from "./page-context.ts";
import { type Route, readRoute, usePath } from "./route.ts";

export function App() {
  useTheme();
  const path = usePath();
  useFocusOnMove(path);
  const route = readRoute(path);
  return (
    <>
      <LiveBar />
      <Screen route={route} />
    </>
  );
}

function Screen({ route }: { readonly route: Route }) {
  switch (route.page) {
    case "course":
      return <CoursePage />;
    case "lesson":
      return <LessonPage key={route.slug} slug={route.slug} />;
    case "nowhere":
      return (
        <Failure title="There is no such page" text="The address leads nowhere.">
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
function useFocusOnMove(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    document.getElementById("page")?.focus();
  }, [path]);
}

function useTheme(): void {
  const { theme } = useStore(usePage().settings);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}

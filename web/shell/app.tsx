// The page: its frame, and the screen that belongs to the address.
import { useEffect } from "react";
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
  const route = readRoute(usePath());
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

function useTheme(): void {
  const { theme } = useStore(usePage().settings);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}

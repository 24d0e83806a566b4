// The page: its frame and the screen for the current address.
import { lazy, Suspense, useEffect, useRef } from "react";
import { CoursePage } from "../course/course-page.tsx";
import { LessonPage } from "../lesson/lesson-page.tsx";
import { PlayPage } from "../play/play-page.tsx";
import { PreflightPage } from "../preflight/preflight-page.tsx";
import { ErrorBoundary, Failure } from "../ui/failure.tsx";
import { Link } from "../ui/link.tsx";
import { LoadingPage } from "../ui/loading.tsx";
import { JoinPage } from "../workshop/join/join-page.tsx";
import { WorkshopBar } from "../workshop/member/workshop-bar.tsx";
import { LiveBar } from "./live-bar.tsx";
import { PageNotices } from "./notice-bar.tsx";
import { Overlays } from "./overlays.tsx";
import { usePage } from "./page-context.ts";
import { type Route, readRoute, usePath } from "./route.ts";
import { usePageCommands } from "./use-commands.ts";
import { useAppearance } from "./use-settings.ts";

const InstructorPage = lazy(() => import("../workshop/instructor/instructor-page.tsx"));

export function App() {
  const path = usePath();
  const route = readRoute(path);
  useAppearance();
  usePageCommands();
  useNavigation(path);
  useKeptFocus();
  return (
    <ErrorBoundary>
      <LiveBar page={route.page} />
      {route.page === "course" || route.page === "lesson" || route.page === "play" ? <WorkshopBar /> : null}
      <ErrorBoundary key={path}>
        <Suspense fallback={<LoadingPage>Loading…</LoadingPage>}>
          <Screen route={route} />
        </Suspense>
      </ErrorBoundary>
      <Overlays />
      <PageNotices />
    </ErrorBoundary>
  );
}

function Screen({ route }: { readonly route: Route }) {
  switch (route.page) {
    case "course":
      return <CoursePage />;
    case "lesson":
      return <LessonPage key={route.slug} slug={route.slug} />;
    case "play":
      return <PlayPage key={route.draft} draft={route.draft} />;
    case "preflight":
      return <PreflightPage />;
    case "join":
      return <JoinPage code={route.code} />;
    case "instructor":
      return <InstructorPage workshop={route.workshop} view={route.view} />;
    case "look":
      return <InstructorPage workshop={route.workshop} view="dashboard" member={route.member} />;
    case "not-found":
      return (
        <Failure title="Page not found" text="Check the address: it may be incomplete or mistyped.">
          <Link className="button primary" href="/lessons">
            Back to lessons
          </Link>
        </Failure>
      );
    default:
      return route satisfies never;
  }
}

/** A navigation moves the keyboard focus to the top of the new screen; the browser handles the first load. */
function useNavigation(path: string): void {
  const { boot, overlay, workshop } = usePage();
  const previous = useRef(path);
  useEffect(() => {
    if (previous.current === path) return;
    previous.current = path;
    boot.discard();
    overlay.dispatch(null);
    const isElsewhere = document.activeElement !== null && document.activeElement !== document.body;
    if (!(workshop.hasFollowedTo(path) && isElsewhere)) document.getElementById("page")?.focus();
  }, [path, boot, overlay, workshop]);
}

/**
 * What loses the focus because it is removed or disabled, such as a button that clears a list, would leave it to the whole
 * page. The pane, dialog or section around it gets it instead. Chromium reports the loss; other browsers start again at the same
 * place with Tab.
 */
function useKeptFocus(): void {
  useEffect(() => {
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null || !(target instanceof Element)) return;
      const pane = target.parentElement?.closest('[tabindex="-1"], .dialog-body');
      requestAnimationFrame(() => {
        const isLost = document.activeElement === document.body && (!target.isConnected || target.matches(":disabled"));
        if (!isLost || !(pane instanceof HTMLElement)) return;
        // A dialog that opens focuses the first element that can have the focus: until here, that is not its body.
        pane.tabIndex = -1;
        pane.focus({ preventScroll: true });
      });
    };
    window.addEventListener("focusout", onFocusOut);
    return () => window.removeEventListener("focusout", onFocusOut);
  }, []);
}

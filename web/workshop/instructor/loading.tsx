// What the instructor's pages show before their data is here, and when it cannot be loaded.
import { Failure } from "../../ui/failure.tsx";
import { Link } from "../../ui/link.tsx";

export function Loading() {
  return (
    <p className="loading whole" role="status">
      Loading…
    </p>
  );
}

export function NotLoaded({ message, retry }: { readonly message: string; readonly retry: () => void }) {
  return (
    <Failure title="Couldn't load this page" text={message}>
      <button type="button" className="primary" onClick={retry}>
        Try again
      </button>
      <Link className="button" href="/lessons">
        Back to lessons
      </Link>
    </Failure>
  );
}

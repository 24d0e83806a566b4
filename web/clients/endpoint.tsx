// Endpoint of a member's clients while their workshop gives them another server than their own.
import { useEffect } from "react";
import type { Endpoint } from "../../server/protocol/workshop.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { usePart, useStore } from "../ui/store.ts";
import type { Membership } from "../workshop/member/membership.ts";

export function endpointOf({ view }: Pick<Membership, "view">, slug: string): Endpoint | null {
  const endpoint = view?.endpoint ?? null;
  return endpoint?.lesson === slug ? endpoint : null;
}

/** Moves the clients of an own lesson when the workshop says so. */
export function useEndpoint(session: LessonSession | null): void {
  const { workshop } = usePage();
  useEffect(() => {
    if (!session) return;
    const move = () => session.moveClients(endpointOf(workshop.store.get(), session.lesson.slug));
    move();
    return workshop.store.subscribe(move);
  }, [session, workshop]);
}

/** Says whose server the clients connect to, and whose clients connect to this learner's. */
export function EndpointNote({ session }: { readonly session: LessonSession }) {
  const { workshop } = usePage();
  const endpoint = useStore(session.endpoint);
  const view = usePart(workshop.store, (membership) => membership.view);
  const guests = view?.guests.filter(({ lesson }) => lesson === session.lesson.slug) ?? [];
  return (
    <div role="status">
      {endpoint === null ? null : (
        <p className="endpoint-note strip small sunk line-below">
          You are connected to <bdi>{endpoint.of}</bdi>’s server{endpoint.kind === "classroom" ? ", like everyone" : ""}
          .
        </p>
      )}
      {guests.map(({ name }) => (
        <p key={name} className="endpoint-note strip small sunk line-below">
          <bdi>{name}</bdi> is connected to your server.
        </p>
      ))}
    </div>
  );
}

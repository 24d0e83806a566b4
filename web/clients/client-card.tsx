// One client: its state, what it sent and received, what it writes, and what else can be done with it.
import { useId, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { CardHead } from "./card-head.tsx";
import type { Client } from "./client.ts";
import { ClientActions } from "./client-actions.tsx";
import { ClientSetup } from "./client-setup.tsx";
import { ComposerForm } from "./composer.tsx";
import { MessageLog } from "./message-log.tsx";
import { Offer } from "./offer.tsx";
import { SavedRow } from "./saved-row.tsx";

export interface CardProps {
  readonly client: Client;
  readonly session: LessonSession;
}

export function ClientCard({ client, session }: CardProps) {
  const { name, phase, place, isFolded } = client;
  const [isMore, setMore] = useState(false);
  const id = useId();
  return (
    <article
      className="client"
      aria-label={`Client ${name}`}
      data-client={name}
      data-phase={phase}
      data-place={place}
      data-folded={isFolded}
    >
      <CardHead client={client} session={session} more={{ id, isOpen: isMore, toggle: () => setMore(!isMore) }} />
      {isFolded ? null : (
        <div className="client-body">
          <Offer client={client} session={session} />
          <MessageLog client={client} clear={() => session.bench.dispatch({ type: "clear", client: name })} />
          <ComposerForm client={client} session={session} />
          <SavedRow client={client} session={session} />
          <div className="client-more" id={id} hidden={!isMore}>
            {isMore ? <ClientActions client={client} session={session} /> : null}
            {isMore ? <ClientSetup client={client} session={session} /> : null}
          </div>
        </div>
      )}
    </article>
  );
}

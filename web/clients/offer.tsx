// What a browser cannot do was asked for: the same client on the server can, and does it at once.

import type { CardProps } from "./client-card.tsx";
import { offerText } from "./clients.ts";

export function Offer({ client, session }: CardProps) {
  const { name, offer } = client;
  if (offer === null) return null;
  return (
    <div className="offer" role="alert">
      <p>{offerText(offer)}</p>
      <button type="button" className="small primary" onClick={() => session.clients.accept(name)}>
        Run {name} on the server instead
      </button>
      <button
        type="button"
        className="small"
        onClick={() => session.bench.dispatch({ type: "offer", client: name, offer: null })}
      >
        Not now
      </button>
    </div>
  );
}

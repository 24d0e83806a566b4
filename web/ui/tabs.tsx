// Tabs following the ARIA pattern: arrow keys, Home and End, one tab stop.
import { type KeyboardEvent, useRef } from "react";

export interface Tab<K extends string> {
  readonly key: K;
  readonly label: string;
  readonly badge?: string;
  /** Has content the user has not seen yet. */
  readonly isUnread?: boolean;
}

interface TabsProps<K extends string> {
  readonly label: string;
  /** Tab `k` controls the element with the id `<id>-k` and has the id `<id>-tab-k`. */
  readonly id: string;
  readonly tabs: readonly Tab<K>[];
  readonly current: K;
  readonly choose: (key: K) => void;
}

export function Tabs<K extends string>({ label, id, tabs, current, choose }: TabsProps<K>) {
  const row = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const index = tabs.findIndex(({ key }) => key === current);
    const places: Record<string, number> = {
      ArrowRight: (index + 1) % tabs.length,
      ArrowLeft: index - 1,
      Home: 0,
      End: -1,
    };
    const place = places[event.key];
    const tab = place === undefined ? undefined : tabs.at(place);
    if (!tab) return;
    event.preventDefault();
    choose(tab.key);
    row.current?.querySelector<HTMLElement>(`#${id}-tab-${tab.key}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={row} onKeyDown={move}>
      {tabs.map(({ key, label: name, badge, isUnread }) => (
        <button
          key={key}
          type="button"
          role="tab"
          id={`${id}-tab-${key}`}
          aria-selected={key === current}
          aria-controls={`${id}-${key}`}
          tabIndex={key === current ? 0 : -1}
          onClick={({ currentTarget }) => {
            // Safari gives buttons no focus when they are clicked: it would stay in what is hidden now, and be lost.
            currentTarget.focus();
            choose(key);
          }}
        >
          {name}
          {badge ? <span className="badge">{badge}</span> : null}
          {isUnread ? <Unread /> : null}
        </button>
      ))}
    </div>
  );
}

function Unread() {
  return (
    <span className="unread">
      <span className="unseen">, new</span>
    </span>
  );
}

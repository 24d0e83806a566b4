// The walkthrough in the lesson pane: which listing, the player, and the step kept in the address.
import { type MouseEvent, useEffect, useMemo, useRef, useState } from "react";
import { type TourKey, type TourListing, tourKeys } from "../../server/protocol/tour.ts";
import { tourMarkup } from "../../server/protocol/tour-markup.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { readQuery, writeQuery } from "../shell/route.ts";
import { follow } from "../ui/link.tsx";
import { useStore } from "../ui/store.ts";
import { Tabs } from "../ui/tabs.tsx";
import { readTourPlace } from "./address.ts";
import { openPlayer } from "./player/player.ts";
import { ShareDialog } from "./share-dialog.tsx";
import { tourLink } from "./tour-link.ts";

export function TourPane({ session }: { readonly session: LessonSession }) {
  const { slug, tour } = session.lesson;
  const [place, setPlace] = useState(() => readTourPlace(readQuery, session.draft.get().style));
  const step = useRef(place.step);
  const [isSharing, setSharing] = useState(false);
  const listing = tour.listings.find(({ key }) => key === place.listing);
  const choose = (key: TourKey) => {
    writeQuery("listing", key);
    setPlace({ listing: key, step: 1, isGiven: false });
  };
  const follows = (event: MouseEvent<HTMLElement>) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.lesson-link") : null;
    if (link) follow(event, link.pathname);
  };
  if (!listing) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links inside are what is clicked
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link is a click too
    <div className="tour-pane" onClick={follows}>
      <div className="tour-head">
        <Tabs
          label="Listing of the walkthrough"
          id="tour"
          tabs={tabsOf(tour.listings)}
          current={place.listing}
          choose={choose}
        />
        <span className="spacer" />
        <button type="button" className="quiet" onClick={() => setSharing(true)}>
          Share
        </button>
      </div>
      <Tour
        key={place.listing}
        session={session}
        listing={listing}
        first={place.step}
        autoplay={!place.isGiven}
        moved={(at) => {
          step.current = at;
          writeQuery("step", String(at));
        }}
      />
      {isSharing ? (
        <ShareDialog
          slug={slug}
          title={session.lesson.title}
          listings={tour.listings}
          listing={place.listing}
          step={step.current}
          close={() => setSharing(false)}
        />
      ) : null}
    </div>
  );
}

function tabsOf(listings: readonly TourListing[]): { readonly key: TourKey; readonly label: string }[] {
  return tourKeys.flatMap((key) =>
    listings.filter((each) => each.key === key).map(({ title }) => ({ key, label: title })),
  );
}

interface TourProps {
  readonly session: LessonSession;
  readonly listing: TourListing;
  readonly first: number;
  readonly autoplay: boolean;
  readonly moved: (step: number) => void;
}

function Tour({ session, listing, first, autoplay, moved }: TourProps) {
  const { slug, tour } = session.lesson;
  const { settings } = usePage();
  const { singleKeys } = useStore(settings);
  const root = useRef<HTMLElement>(null);
  const start = first <= listing.steps.length ? first : 1;
  const html = useMemo(
    () => ({ __html: tourMarkup({ ...tour, listing, step: start, linksOut: false }) }),
    [tour, listing, start],
  );
  const onStep = useRef(moved);
  onStep.current = moved;
  useEffect(() => {
    if (!root.current) return;
    const player = openPlayer(root.current, {
      step: start,
      autoplay,
      keysOn: root.current,
      hearsKeys: () => settings.get().singleKeys,
      linkTo: (step) => tourLink(window.location.origin, slug, { listing: listing.key, step }),
      onStep: (step) => onStep.current(step),
    });
    return player.dispose;
  }, [slug, listing, start, autoplay, settings]);
  return (
    <section
      ref={root}
      id={`tour-${listing.key}`}
      role="tabpanel"
      aria-labelledby={`tour-tab-${listing.key}`}
      className="tour"
      data-keys={singleKeys ? "on" : "off"}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: made by the server from the lesson's own files
      dangerouslySetInnerHTML={html}
    />
  );
}

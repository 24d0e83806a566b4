// The walkthrough in the lesson's page: a tab for each listing, the player, and the step kept in the address.
import { type MouseEvent, useEffect, useMemo, useRef, useState } from "react";
import { embedLine } from "../../server/protocol/html.ts";
import { type TourKey, type TourListing, tourKeys } from "../../server/protocol/tour.ts";
import { tourMarkup } from "../../server/protocol/tour-markup.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { readQuery, writeQuery } from "../shell/route.ts";
import { CopyField } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Select } from "../ui/form.tsx";
import { follow } from "../ui/link.tsx";
import { useStore } from "../ui/store.ts";
import { Tabs } from "../ui/tabs.tsx";
import { cardPath, type EmbedOptions, embedAddress, parseTourPlace, tourLink } from "./address.ts";
import { createPlayer } from "./player/player.ts";

export function TourPane({ session }: { readonly session: LessonSession }) {
  const { slug, title, tour } = useStore(session.content);
  const [place, setPlace] = useState(() => parseTourPlace(readQuery, session.draft.get().style));
  const step = useRef(place.step);
  const [isSharing, setSharing] = useState(false);
  const listing = tour.listings.find(({ key }) => key === place.listing);
  const selectListing = (key: TourKey) => {
    writeQuery("listing", key);
    setPlace({ listing: key, step: 1, hasStep: false });
  };
  const followLink = (event: MouseEvent<HTMLElement>) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.lesson-link") : null;
    if (link) follow(event, link.pathname);
  };
  const onStep = (next: number) => {
    step.current = next;
    writeQuery("step", String(next));
  };
  if (!listing) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: handles clicks on the links inside
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link fires a click
    <div className="tour-pane column fill" onClick={followLink}>
      <div className="tour-head flow line-below">
        <Tabs
          label="Listing of the walkthrough"
          id="tour"
          tabs={tabsOf(tour.listings)}
          current={place.listing}
          choose={selectListing}
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
        firstStep={place.step}
        autoplay={!place.hasStep}
        onStep={onStep}
      />
      {isSharing ? (
        <ShareDialog
          slug={slug}
          title={title}
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
  readonly firstStep: number;
  readonly autoplay: boolean;
  readonly onStep: (step: number) => void;
}

function Tour({ session, listing, firstStep, autoplay, onStep }: TourProps) {
  const { slug, tour } = useStore(session.content);
  const { settings } = usePage();
  const { singleKeys } = useStore(settings);
  const root = useRef<HTMLElement>(null);
  const step = firstStep <= listing.steps.length ? firstStep : 1;
  const html = useMemo(
    () => ({ __html: tourMarkup({ ...tour, listing, step, linksOut: false }) }),
    [tour, listing, step],
  );
  const latestOnStep = useRef(onStep);
  latestOnStep.current = onStep;
  useEffect(() => {
    if (!root.current) return;
    const player = createPlayer(root.current, {
      step,
      autoplay,
      keyTarget: root.current,
      areKeysOn: () => settings.get().singleKeys,
      linkTo: (at) => tourLink(window.location.origin, slug, { listing: listing.key, step: at }),
      onStep: (at) => latestOnStep.current(at),
    });
    return player.dispose;
  }, [slug, listing, step, autoplay, settings]);
  return (
    <section
      ref={root}
      id={`tour-${listing.key}`}
      role="tabpanel"
      aria-labelledby={`tour-tab-${listing.key}`}
      className="tour column"
      data-keys={singleKeys ? "on" : "off"}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered by the server from the lesson's own files
      dangerouslySetInnerHTML={html}
    />
  );
}

interface ShareDialogProps {
  readonly slug: string;
  readonly title: string;
  readonly listings: readonly TourListing[];
  readonly listing: TourKey;
  readonly step: number;
  readonly close: () => void;
}

const themes = [
  ["system", "Follow the system"],
  ["light", "Light"],
  ["dark", "Dark"],
] as const;

export function ShareDialog({ slug, title, listings, listing, step, close }: ShareDialogProps) {
  const [options, setOptions] = useState<EmbedOptions>({ listing, step, theme: "system", autoplay: true });
  const set = (change: Partial<EmbedOptions>) => setOptions((before) => ({ ...before, ...change }));
  const shared = listings.find(({ key }) => key === options.listing);
  const steps = shared?.steps.length ?? 1;
  const { origin } = window.location;
  const address = embedAddress(origin, slug, options);
  const card = cardPath(slug, options.listing);
  return (
    <Dialog title={`Share “${title}”`} close={close} className="share-dialog">
      <div className="share">
        <div className="stack">
          <img className="share-card well" src={card} alt={`${title}, ${shared?.title}`} width="1200" height="630" />
          <p>
            <a href={card} download={`ws101-${slug}-${options.listing}.png`}>
              Save picture
            </a>
            {" · "}
            <a href={address} target="_blank" rel="noopener">
              Open frame
            </a>
          </p>
        </div>
        <div className="stack">
          <fieldset className="share-options flow small">
            <legend>Start at</legend>
            <Select
              label="Listing"
              value={options.listing}
              options={listings.map(({ key, title: name }) => [key, name])}
              choose={(key) => set({ listing: key, step: 1 })}
            />
            <Select
              label="Step"
              value={options.step}
              options={Array.from({ length: steps }, (_, index) => [index + 1, `${index + 1} of ${steps}`])}
              choose={(chosen) => set({ step: chosen })}
            />
          </fieldset>
          <CopyField label="link" text={tourLink(origin, slug, options)} />
          <fieldset className="share-options flow small">
            <legend>Embed in your page</legend>
            <Select label="Theme" value={options.theme} options={themes} choose={(theme) => set({ theme })} />
            <label className="row">
              <input type="checkbox" checked={options.autoplay} onChange={() => set({ autoplay: !options.autoplay })} />
              Autoplay
            </label>
          </fieldset>
          <CopyField label="frame" text={embedLine(address, `${title}, step by step`)} />
        </div>
      </div>
    </Dialog>
  );
}

// The share dialog of a walkthrough: a link, the HTML of a frame, and a picture.
import { useState } from "react";
import type { TourKey, TourListing } from "../../server/protocol/tour.ts";
import { CopyField } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { cardPath, type EmbedOptions, embedAddress, embedSnippet, tourLink } from "./address.ts";

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
            <Choice label="Listing" value={options.listing} choose={(key) => set({ listing: key, step: 1 })}>
              {listings.map(({ key, title: name }) => [key, name] as const)}
            </Choice>
            <Choice label="Step" value={String(options.step)} choose={(text) => set({ step: Number(text) })}>
              {Array.from({ length: steps }, (_, index) => [String(index + 1), `${index + 1} of ${steps}`] as const)}
            </Choice>
          </fieldset>
          <CopyField label="link" text={tourLink(origin, slug, options)} />
          <fieldset className="share-options flow small">
            <legend>Embed in your page</legend>
            <Choice label="Theme" value={options.theme} choose={(theme) => set({ theme })}>
              {themes}
            </Choice>
            <label className="row">
              <input type="checkbox" checked={options.autoplay} onChange={() => set({ autoplay: !options.autoplay })} />
              Autoplay
            </label>
          </fieldset>
          <CopyField label="frame" text={embedSnippet(address, title)} />
        </div>
      </div>
    </Dialog>
  );
}

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly choose: (value: V) => void;
  readonly children: readonly (readonly [V, string])[];
}

function Choice<V extends string>({ label, value, choose, children }: ChoiceProps<V>) {
  const onChange = (text: string) => {
    const chosen = children.find(([key]) => key === text);
    if (chosen) choose(chosen[0]);
  };
  return (
    <label>
      {label}{" "}
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {children.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

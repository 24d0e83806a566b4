// Sharing a walkthrough: a link, its picture, and the frame for a page of one's own.
import { type ReactNode, useId, useRef, useState } from "react";
import type { TourKey, TourListing } from "../../server/protocol/tour.ts";
import { copyText } from "../ui/copy-text.ts";
import { Dialog } from "../ui/dialog.tsx";
import { type EmbedOptions, embedAddress, embedSnippet } from "./address.ts";
import { tourLink } from "./tour-link.ts";

interface ShareDialogProps {
  readonly slug: string;
  readonly title: string;
  readonly listings: readonly TourListing[];
  readonly listing: TourKey;
  readonly step: number;
  readonly close: () => void;
}

const themeNames = { system: "As the reader's system", light: "Light", dark: "Dark" } as const;

export function ShareDialog({ slug, title, listings, listing, step, close }: ShareDialogProps) {
  const [options, setOptions] = useState<EmbedOptions>({ listing, step, theme: "system", autoplay: true });
  const set = (change: Partial<EmbedOptions>) => setOptions((before) => ({ ...before, ...change }));
  const steps = listings.find(({ key }) => key === options.listing)?.steps.length ?? 1;
  const { origin } = window.location;
  const address = embedAddress(origin, slug, options);
  return (
    <Dialog title={`Share “${title}”`} close={close}>
      <div className="share">
        <div className="share-side">
          <img
            className="share-card"
            src={`/card/${slug}.png`}
            alt={`Card of the lesson ${title}`}
            width="1200"
            height="630"
          />
          <p className="share-try">
            <a href={`/card/${slug}.png`} download={`ws101-${slug}.png`}>
              Save the picture
            </a>
            {" · "}
            <a href={address} target="_blank" rel="noopener">
              See the frame alone
            </a>
          </p>
        </div>
        <div className="share-side">
          <fieldset className="share-options">
            <legend>Begin with</legend>
            <Choice label="Listing" value={options.listing} choose={(key) => set({ listing: key, step: 1 })}>
              {listings.map(({ key, title: name }) => [key, name] as const)}
            </Choice>
            <Choice label="Step" value={String(options.step)} choose={(text) => set({ step: Number(text) })}>
              {Array.from({ length: steps }, (_, index) => [String(index + 1), `${index + 1} of ${steps}`] as const)}
            </Choice>
          </fieldset>
          <Copyable label="Link" text={tourLink(origin, slug, options)} />
          <fieldset className="share-options">
            <legend>In a page of your own</legend>
            <Choice label="Theme" value={options.theme} choose={(theme) => set({ theme })}>
              {[
                ["system", themeNames.system],
                ["light", themeNames.light],
                ["dark", themeNames.dark],
              ]}
            </Choice>
            <label className="menu-item">
              <input type="checkbox" checked={options.autoplay} onChange={() => set({ autoplay: !options.autoplay })} />
              Plays by itself
            </label>
          </fieldset>
          <Copyable label="Frame" text={embedSnippet(address, title)} isLong />
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
  return (
    <label>
      {label}{" "}
      <select
        value={value}
        onChange={({ target }) => {
          const chosen = children.find(([key]) => key === target.value);
          if (chosen) choose(chosen[0]);
        }}
      >
        {children.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface CopyableProps {
  readonly label: string;
  readonly text: string;
  readonly isLong?: boolean;
}

function Copyable({ label, text, isLong = false }: CopyableProps): ReactNode {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState("");
  const copy = async () => {
    const isCopied = await copyText(text);
    if (!isCopied) field.current?.select();
    setSaid(isCopied ? "Copied" : "Copy it by hand: it is selected");
  };
  return (
    <div className="copyable">
      <label htmlFor={id}>{label}</label>
      <textarea
        ref={field}
        id={id}
        readOnly
        rows={isLong ? 4 : 2}
        value={text}
        onFocus={({ target }) => target.select()}
      />
      <button type="button" className="small" onClick={() => void copy()}>
        Copy {label.toLowerCase()}
      </button>
      <span role="status">{said}</span>
    </div>
  );
}

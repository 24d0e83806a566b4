// Icons of small buttons; the buttons carry the accessible names.

const paths = {
  more: "M4 8h.01M8 8h.01M12 8h.01",
  folded: "M6 4l4 4-4 4",
  unfolded: "M4 6l4 4 4-4",
  only: "M9.5 3H13v3.5M6.5 13H3V9.5M13 3L9 7M3 13l4-4",
  locked: "M4 7.5h8V13H4zM5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2",
  hand: "M5 9V4.2a.9.9 0 0 1 1.8 0V7.5M6.8 7.2V2.9a.9.9 0 0 1 1.8 0v4.4M8.6 7.3V3.6a.9.9 0 0 1 1.8 0v4M10.4 7.8V5.4a.9.9 0 0 1 1.8 0v4.2c0 2.6-1.5 4.3-3.9 4.3-2 0-3-.9-3.9-2.7L3 8.7c-.5-1 .8-1.7 1.5-.8L5 9",
  keep: "M4.5 2.5h7v11L8 11l-3.5 2.5z",
} as const;

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

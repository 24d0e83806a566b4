// The address of a step of a walkthrough; apart from the other addresses since a frame is to be small.

/** `step` is 1-based. */
export function tourLink(origin: string, slug: string, place: { readonly listing: string; readonly step: number }) {
  return `${origin}/lessons/${slug}?view=walkthrough&listing=${place.listing}&step=${place.step}`;
}

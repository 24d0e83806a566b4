// Finding commands by a few of their letters: where each letter stands, and how well it fits.

export interface Match {
  readonly score: number;
  /** Places of the letters in the text, for showing them. */
  readonly places: readonly number[];
}

/** Every letter of the query in order; letters that begin a word or follow each other count more. null: no match. */
export function fuzzy(query: string, text: string): Match | null {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  const within = text.toLowerCase();
  if (wanted === "") return { score: 0, places: [] };
  const starts = [...within].flatMap((letter, index) => (letter === wanted[0] ? [index] : []));
  const matches = starts.flatMap((start) => matchFrom(wanted, within, start) ?? []);
  return matches.toSorted((a, b) => b.score - a.score)[0] ?? null;
}

function matchFrom(wanted: string, within: string, start: number): Match | null {
  const places: number[] = [];
  let from = start;
  for (const letter of wanted) {
    const place = nextPlace(letter, within, from, places.at(-1));
    if (place < 0) return null;
    places.push(place);
    from = place + 1;
  }
  return { score: scoreOf(places, within), places };
}

/** Right behind the letter before, else at the next word that begins with it, else wherever it comes. */
function nextPlace(letter: string, within: string, from: number, before: number | undefined): number {
  if (before === undefined || within[from] === letter) return within.indexOf(letter, from);
  for (let place = from; place < within.length; place++) {
    if (within[place] === letter && beginsWord(within, place)) return place;
  }
  return within.indexOf(letter, from);
}

function scoreOf(places: readonly number[], within: string): number {
  const first = places[0] ?? 0;
  const spread = (places.at(-1) ?? 0) - first;
  const points = places.reduce((sum, place, index) => {
    const follows = index > 0 && places[index - 1] === place - 1;
    return sum + 1 + (beginsWord(within, place) ? 4 : 0) + (follows ? 3 : 0);
  }, 0);
  return points - spread * 0.1 - first * 0.05 - within.length * 0.01;
}

function beginsWord(text: string, place: number): boolean {
  return place === 0 || !/[\p{L}\p{N}]/u.test(text[place - 1] ?? "");
}

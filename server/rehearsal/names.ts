// Plausible names for simulated learners, all different.

const given =
  "Ana Ben Chloé Daniel Elif Farid Grace Hanna Ivan Julia Kenji Lena Malik Nadia Omar Priya Quentin Rosa Sofía Tomasz Uma Viktor Wei Ximena Yusuf Zoë Łukasz Åsa José Mei".split(
    " ",
  );
const initials = [..."ABCDEFGHIJKLMNOPRSTVWYZ"];

export function nameOf(index: number): string {
  const first = given[index % given.length] ?? "Ana";
  const round = Math.floor(index / given.length);
  const initial = initials[(round + index) % initials.length];
  const again = Math.floor(round / initials.length);
  return again === 0 ? `${first} ${initial}.` : `${first} ${initial}. ${again + 1}`;
}

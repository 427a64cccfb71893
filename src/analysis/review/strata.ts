/** Comments of one source in one language that a sample is drawn from. */
export interface SourceLanguage {
  readonly source: string;
  /** '' if unknown. */
  readonly language: string;
  readonly size: number;
}

/** Comments that a sample draws from separately. */
export interface Stratum {
  readonly name: string;
  readonly members: readonly SourceLanguage[];
  /** Comments of the population. */
  readonly size: number;
  /** Comments to draw. */
  readonly rows: number;
}

/** Two of the usual 120 rows. Smaller strata are drawn together: one row says nothing about chance. */
const LEAST_SHARE = 1 / 60;

/**
 * Strata by source and language, with the rows that each gets of a sample: as many as its share (largest remainder). A
 * language with less than a sixtieth of the population is drawn with the other small ones of its source, a small source
 * with the other small ones. The strata depend on the population alone, so that a further sample of it has the same.
 * @param total rows of the sample, at most
 */
export function allocate(sizes: readonly SourceLanguage[], total: number): Stratum[] {
  const population = sumOf(sizes);
  const isSmall = (size: number) => size < population * LEAST_SHARE;
  const languages = merged(
    sizes.map((it) => ({ name: `${it.source}, ${it.language || 'language unknown'}`, members: [it] })),
    (group) => isSmall(group.size),
    ({ members }) => `${members[0]!.source}, other languages`,
  );
  const strata = merged(
    languages,
    (group) => isSmall(group.size),
    () => 'other sources',
  );
  const wanted = Math.min(total, population);
  const exact = strata.map(({ size }) => (wanted * size) / population);
  const rows = exact.map(Math.floor);
  const byRemainder = exact
    .map((share, i) => ({ i, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  const left = wanted - rows.reduce((sum, n) => sum + n, 0);
  for (const { i } of byRemainder.slice(0, left)) rows[i]!++;
  return strata.map((stratum, i) => ({ ...stratum, rows: rows[i]! }));
}

/**
 * Places of a sample in the order in which people see them: every part of it from the start has each stratum as often as
 * the whole sample has, so that half a sample is a sample, too.
 * @param sizes rows drawn of each stratum
 * @returns stratum and place within it, from 0
 */
export function interleaved(sizes: readonly number[]): { stratum: number; place: number }[] {
  return sizes
    .flatMap((size, stratum) =>
      Array.from({ length: size }, (_, place) => ({ stratum, place, key: (place + 0.5) / size })),
    )
    .sort((a, b) => a.key - b.key || a.stratum - b.stratum)
    .map(({ stratum, place }) => ({ stratum, place }));
}

interface Group {
  readonly name: string;
  readonly members: readonly SourceLanguage[];
  readonly size: number;
}

/** Joins small groups that get the same name; a single one keeps its own. The largest first. */
function merged(
  groups: readonly { readonly name: string; readonly members: readonly SourceLanguage[] }[],
  isSmall: (group: Group) => boolean,
  nameOf: (group: Group) => string,
): Group[] {
  const sized = groups.map((group) => ({ ...group, size: sumOf(group.members) }));
  const small = Map.groupBy(sized.filter(isSmall), nameOf);
  const joined = [...small].map(([name, parts]): Group => {
    if (parts.length === 1) return parts[0]!;
    const members = parts.flatMap((part) => part.members);
    return { name, members, size: sumOf(members) };
  });
  return [...sized.filter((group) => !isSmall(group)), ...joined].sort(
    (a, b) => b.size - a.size || (a.name < b.name ? -1 : 1),
  );
}

const sumOf = (sizes: readonly SourceLanguage[]): number => sizes.reduce((sum, { size }) => sum + size, 0);

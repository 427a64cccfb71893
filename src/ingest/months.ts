import { comparable } from './comparable.ts';

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'];

/** Names and short names of the months, comparable, in the languages above. */
const MONTHS: ReadonlyMap<string, number> = new Map(
  LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) => {
      const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, at): [string, number] => [
        comparable(format.format(Date.UTC(2024, at, 1))),
        at + 1,
      ]);
    }),
  ),
).set('sep', 9);

/** The number of the month of that name, from 1; 0 when there is none. */
export const monthOf = (name: string): number => MONTHS.get(comparable(name)) ?? 0;

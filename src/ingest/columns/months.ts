import { comparable } from './comparable.ts';

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'];

/** Names and short names of the months, comparable, in the languages above. */
function readMonths(): ReadonlyMap<string, number> {
  const names = LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) => {
      const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, at): [string, number] => [
        comparable(format.format(Date.UTC(2024, at, 1))),
        at + 1,
      ]);
    }),
  );
  return new Map(names).set('sep', 9);
}

// Formatters take a while to make, and most files name no month.
let months: ReadonlyMap<string, number> | undefined;

/** The number of the month of that name, from 1; 0 when there is none. */
export function monthOf(name: string): number {
  months ??= readMonths();
  return months.get(comparable(name)) ?? 0;
}

import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { count } from '../../reporting/formats/quantities.ts';
import type { StepCounts } from '../nightly/nightly-run.ts';
import { LEAST_SENTENCES, type ThemesResult } from './theme-run.ts';
import { updateThemes } from './update.ts';

/** Why there are no themes. */
export const tooFewText = ({ sentences, texts }: NonNullable<ThemesResult['tooFew']>): string =>
  `No themes of ${count(sentences, 'sentence')} in ${count(texts, 'text')}: they need ${LEAST_SENTENCES} sentences, of two texts or more.`;

/** The step of a nightly run that updates themes. */
export async function themeStep(
  { database, config }: App,
  options: { readonly modelId: number; readonly signal: AbortSignal; readonly rebuild?: boolean },
): Promise<{ counts: StepCounts; idle: boolean }> {
  const { clustered, newcomers, themes, born, gone, tooFew } = await updateThemes(database, {
    ...{ ...options, ownNames: config.ownNames },
  });
  if (tooFew) note(tooFewText(tooFew));
  const counts = { clustered, newcomers, themes, born: born.length, gone: gone.length };
  return { counts, idle: !clustered && (newcomers === 0 || tooFew !== null) };
}

import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import type { StepCounts } from '../nightly/nightly-run.ts';
import { tooFewText } from './settings.ts';
import { updateThemes } from './update.ts';

/** The step of a run that brings themes up to date. */
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

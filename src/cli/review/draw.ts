import type { App } from '../../app/open.ts';
import { activeModel } from '../../db/results/models.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { drawReview } from '../../runs/review/draw.ts';
import { done, type Outcome } from '../output.ts';

export type DrawKind = 'sample' | 'queue';

export interface DrawFlags {
  readonly rows?: number;
}

// For a setting of 0: nightly runs draw none, but this command does.
const ROWS = { sample: 120, queue: 60 };

/** `verbatim review draw`: comments for people to label. */
export async function reviewDraw(
  { database, config }: App,
  kind: DrawKind,
  flags: DrawFlags,
): Promise<Outcome> {
  const model = await activeModel(database, 'feedback');
  const rows = flags.rows ?? (config.review[kind] || ROWS[kind]);
  const draw = model && (await drawReview(database, { modelId: model.id, kind, rows, now: new Date() }));
  if (!draw) {
    const text = 'Nothing is drawn: no comment with a sentiment is left that nobody was asked to label.';
    return done({ draw: null }, text);
  }
  const { id, items, random, population } = draw;
  const chosen = items - random;
  const what =
    kind === 'sample'
      ? `${count(items, 'comment')} at random, of ${whole(population)}`
      : `${count(chosen, 'comment')} worth a look and ${whole(random)} at random, of ${whole(population)}`;
  return done({ draw }, `Draw ${id}: ${what}. To label them: verbatim label next, or the page /review.`);
}

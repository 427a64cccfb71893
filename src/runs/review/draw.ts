import { withRandom } from '../../analysis/review/queue.ts';
import { allocate, interleaved, type Stratum } from '../../analysis/review/strata.ts';
import { type Connection, type Database, inTransaction } from '../../db/client.ts';
import { type NewItem, storeDraw } from '../../db/review/draw-writes.ts';
import {
  drawRandom,
  type FeedbackRange,
  judgesSentiment,
  lastFeedback,
  latestSample,
  lockDraws,
  populationSizes,
} from '../../db/review/draws.ts';
import { chosenItems } from './candidates.ts';

export interface DrawOptions {
  readonly modelId: number;
  readonly kind: 'sample' | 'queue';
  /** Comments to draw, at most. */
  readonly rows: number;
  readonly now: Date;
}

export interface MadeDraw {
  readonly id: number;
  readonly kind: 'sample' | 'queue';
  readonly items: number;
  readonly random: number;
  readonly population: number;
}

/** A sample of fewer new comments tells nothing: they wait for the next. */
const LEAST_NEW = 30;
/** Every fifth row of a sample is for two people, every fifth of a queue is random. */
const FIFTH = 5;
const DAYS = 7;

/**
 * Draws comments for people to label: a random sample, or a queue of what is worth a look. A sample is of the comments
 * since the last sample, or of the same ones again if there are few new: ranges of samples are the same or do not
 * overlap, so that all samples together are one. A queue is of the comments of the last sample. Null: there is nothing
 * to draw.
 */
export function drawReview(database: Database, options: DrawOptions): Promise<MadeDraw | null> {
  return inTransaction(database, async (connection) => {
    await lockDraws(connection);
    return drawn(connection, options);
  });
}

/**
 * The draws of a week: a sample, then a queue. Nothing before the seventh day after the last sample, and without new
 * comments.
 * @param rows of a sample and of a queue; 0: none
 */
export function drawWeekly(
  database: Database,
  { modelId, rows, now }: Pick<DrawOptions, 'modelId' | 'now'> & { rows: { sample: number; queue: number } },
): Promise<MadeDraw[]> {
  return inTransaction(database, async (connection) => {
    await lockDraws(connection);
    const { sample } = await latestSample(connection);
    if (rows.sample === 0 || (sample?.toDay && dayOf(now, -DAYS) < sample.toDay)) return [];
    const range = { from: (sample?.to ?? 0) + 1, to: await lastFeedback(connection) };
    if (sum(await populationSizes(connection, modelId, range)) < LEAST_NEW) return [];
    const made: MadeDraw[] = [];
    for (const kind of ['sample', 'queue'] as const) {
      const one = rows[kind] > 0 && (await drawn(connection, { modelId, kind, rows: rows[kind], now }));
      if (one) made.push(one);
    }
    return made;
  });
}

async function drawn(
  connection: Connection,
  { modelId, kind, rows, now }: DrawOptions,
): Promise<MadeDraw | null> {
  if (!(await judgesSentiment(connection, modelId))) return null;
  const { sample, draws } = await latestSample(connection);
  const fresh = { from: (sample?.to ?? 0) + 1, to: await lastFeedback(connection) };
  let range: FeedbackRange = sample ?? fresh;
  let sizes = await populationSizes(connection, modelId, range);
  if (sample && kind === 'sample') {
    const newer = await populationSizes(connection, modelId, fresh);
    if (sum(newer) >= LEAST_NEW) [range, sizes] = [fresh, newer];
  }
  const population = sum(sizes);
  const strata = allocate(sizes, kind === 'sample' ? rows : Math.ceil(rows / FIFTH));
  const seed = draws + 1;
  const random = await randomItems(connection, { modelId, range, seed, strata, two: kind === 'sample' });
  const chosen =
    kind === 'sample'
      ? []
      : await chosenItems(connection, {
          ...{ modelId, range, sizes, strata, rows: rows - random.length },
          seen: random.map(({ feedbackId }) => feedbackId),
        });
  const items = withRandom(chosen, random, FIFTH);
  if (items.length === 0) return null;
  const fromDay = (range === sample ? sample.fromDay : sample?.toDay) ?? null;
  const days = { fromDay, toDay: dayOf(now, 0) };
  const id = await storeDraw(connection, { kind, modelId, ...days, range, seed, population }, items);
  return { id, kind, items: items.length, random: random.length, population };
}

async function randomItems(
  connection: Connection,
  draw: {
    readonly modelId: number;
    readonly range: FeedbackRange;
    readonly seed: number;
    readonly strata: readonly Stratum[];
    /** Whether every fifth is for two people. */
    readonly two: boolean;
  },
): Promise<NewItem[]> {
  const { modelId, range, seed, strata, two } = draw;
  const members = strata.flatMap(({ members, rows, size }, stratum) =>
    members.map(({ source, language }) => ({ source, language, stratum, rows, size })),
  );
  const found = Map.groupBy(await drawRandom(connection, modelId, range, seed, members), (it) => it.stratum);
  const own = strata.map((_, i) => found.get(i) ?? []);
  return interleaved(own.map(({ length }) => length)).map(({ stratum, place }, i) => {
    const { name, size } = strata[stratum]!;
    return {
      ...{ feedbackId: own[stratum]![place]!.feedbackId, stratum: name, stratumSize: size, reasons: [] },
      inclusion: own[stratum]!.length / size,
      people: two && i % FIFTH === FIFTH - 1 ? 2 : 1,
    };
  });
}

const sum = (sizes: readonly { readonly size: number }[]): number =>
  sizes.reduce((total, { size }) => total + size, 0);

/** Day in UTC, so many days later. */
function dayOf(at: Date, days: number): string {
  return new Date(at.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

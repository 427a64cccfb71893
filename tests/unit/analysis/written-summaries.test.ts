import { describe, expect, test } from 'vitest';
import type { WrittenSentence } from '../../../src/analysis/proof/proof.ts';
import type { SourceSegment } from '../../../src/analysis/source-segment.ts';
import {
  loops,
  type SummaryWriter,
  summariseWritten,
} from '../../../src/analysis/summaries/written-summary.ts';

const DIRECTIONS: Record<string, number[]> = { late: [1, 0, 0], kind: [0, 1, 0], dear: [0, 0, 1] };
const FEELINGS = { late: [0.9, 0.1, 0], kind: [0, 0.1, 0.9], dear: [0.1, 0.8, 0.1] } as const;
const topicOf = (text: string) =>
  (Object.keys(DIRECTIONS).find((word) => text.includes(word)) ?? 'dear') as 'late';
const judged = (text: string): WrittenSentence => ({
  ...{
    text,
    named: null,
    embedding: Float32Array.from(DIRECTIONS[topicOf(text)]!),
    sentiment: FEELINGS[topicOf(text)],
  },
});
const sources = [
  'The parcel came late again in May',
  'All of the staff was kind to us',
  'It is rather dear for what it is',
]
  .flatMap((text) => Array.from({ length: 4 }, (_, i) => `${text} number ${i}`))
  .map(
    (text, feedbackId): SourceSegment => ({ ...judged(text), ...{ feedbackId, start: 0, end: text.length } }),
  );
const rule = { mostWords: 25, languages: ['en'] };

const WRITER = { name: 'told', hash: '0'.repeat(64) };
/** Writes what it is told to, and cuts it at full stops. */
const writer = (answer: string | Error): SummaryWriter => ({
  ...{ model: WRITER, namesSources: false },
  async write() {
    if (answer instanceof Error) throw answer;
    return answer;
  },
  async sentences(text) {
    return text.split(/(?<=\.)\s+/).map(judged);
  },
});
const written = (answer: string | Error, from = sources) => summariseWritten(from, rule, writer(answer));

describe('what a model writes', () => {
  test('is kept where the sources bear it out, with the source that does so best', async () => {
    const { written: kept, reason, dropped, extract } = await written('Parcels are late. The staff is kind.');
    expect(reason).toBeNull();
    expect(kept).toMatchObject({
      words: 7,
      sentences: [
        { text: 'Parcels are late.', support: 1, sources: [{ feedbackId: 0 }, { feedbackId: 1 }, {}, {}] },
        { text: 'The staff is kind.', support: 1, sources: [{ feedbackId: 4 }, {}, {}, {}] },
      ],
    });
    expect(dropped).toEqual({});
    expect(extract.kind).toBe('extracted');
  });

  test('is dropped and counted: invented numbers and names, repetitions, what is too long', async () => {
    const long = `The parcel is late ${Array.from({ length: 20 }, (_, i) => `so${'o'.repeat(i)}`).join(', ')}.`;
    const { written: kept, dropped } = await written(
      `Parcels are late. It came 9 days late. DHL is late. Parcels are late. The staff is kind. ${long}`,
    );
    expect(kept!.sentences.map(({ text }) => text)).toEqual(['Parcels are late.', 'The staff is kind.']);
    expect(dropped).toEqual({ invented: 3, repeated: 1 });
  });

  test.each([
    ['', 'empty'],
    [' … ', 'empty'],
    [Array(30).fill('the parcel was late and').join(' '), 'loops'],
    [new Error('out of memory'), 'failed'],
    ['It came 9 days late.', 'unsupported'],
    ['The staff is kind.', 'one-sided'],
  ])('%j: the extract has to do, because it %s', async (answer, reason) => {
    const result = await written(answer as string);
    expect(result).toMatchObject({ written: null, reason });
    expect(result.extract.sentences.length).toBeGreaterThan(0);
  });

  test('is not asked for where the comments are short', async () => {
    const never: SummaryWriter = {
      ...{ model: WRITER, namesSources: false },
      write: () => expect.unreachable(),
      sentences: () => expect.unreachable(),
    };
    expect(await summariseWritten(sources.slice(0, 2), rule, never)).toMatchObject({ reason: 'quoted' });
    expect(await summariseWritten([], rule, never)).toMatchObject({
      reason: 'quoted',
      extract: { kind: 'empty' },
    });
  });

  test('loops are told from speech', () => {
    expect(loops('It is good. It is good. It is good. It is good. It is good.')).toBe(true);
    expect(loops('The parcel came late, and the staff, though kind, could not say why it was so late.')).toBe(
      false,
    );
    expect(loops('no no no no')).toBe(false);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type ProofSource, provenSentences, type WrittenSentence } from '../src/analysis/proof/proof.ts';
import { plainSentences } from '../src/analysis/proof/written-lines.ts';
import { countWords } from '../src/analysis/words.ts';
import { embedTexts } from './embedding.ts';
import { fewsum } from './fewsum.ts';

const REVIEWS = join(import.meta.dirname, '../examples/womens-clothing-reviews.csv');
const READ = 600;
const RULE = { languages: ['en'] };
const SUBJECTS = ['fabric', 'dress', 'color', 'size', 'quality', 'price', 'sleeves', 'zipper'];
/** None of them is in a review. */
const CLAIMS = [
  ...[
    'causes cancer',
    'is free of charge',
    'is made by children',
    'burns the skin',
    'was recalled by the police',
  ],
  ...['contains lead', 'smells of fish', 'turns green after a day', 'is illegal in Europe', 'explodes'],
  ...['costs a thousand dollars', 'is a scam', 'glows in the dark', 'attracts bees', 'comes from Atlantis'],
];

interface Share {
  readonly kept: number;
  readonly of: number;
}

const judgedAlone = async (texts: readonly string[]): Promise<WrittenSentence[]> =>
  (await embedTexts(texts)).map(({ embedding, segments }, i) => ({
    ...{ text: texts[i]!, named: null, embedding, sentiment: segments[0]!.sentiment },
  }));

/** Sentences of a writer that copies, and claims of one comment or of two with another subject, against 600 reviews. */
async function copiesAndClaims(): Promise<{ copies: Share; claims: Share; twins: Share }> {
  const rows: Record<string, string>[] = parse(readFileSync(REVIEWS), { columns: true });
  const texts = rows.flatMap((row) => row['Review Text'] || []).slice(0, READ);
  const judged = await embedTexts(texts);
  const sources: ProofSource[] = texts.flatMap((text, feedbackId) => {
    const points = [...text];
    return judged[feedbackId]!.segments.map(({ start, end, embedding, sentiment }) => ({
      ...{ feedbackId, text: points.slice(start, end).join(''), embedding: embedding!, sentiment },
    }));
  });
  const short = sources.filter(({ text }) => countWords(text) >= 4 && countWords(text) <= 12).slice(0, 400);
  const kept = (sentence: WrittenSentence, of: readonly ProofSource[]) =>
    provenSentences([sentence], of, RULE).kept.length;
  const copies = short.map((it) => kept({ ...it, named: null }, sources));
  const claimed = await judgedAlone(
    CLAIMS.flatMap((claim) => SUBJECTS.map((subject) => `The ${subject} ${claim}.`)),
  );
  // The writer names the comment that claims it, and every review.
  const said = claimed.map((it, i): ProofSource => ({ ...it, feedbackId: READ + i }));
  const alone = claimed.map((it, i) => kept({ ...it, named: null }, [...sources, said[i]!]));
  // A second comment has the same subject and another claim.
  const twins = claimed.map((it, i) =>
    kept({ ...it, named: null }, [...sources, said[i]!, said[(i + SUBJECTS.length) % said.length]!]),
  );
  const share = (flags: readonly number[]): Share => ({
    kept: flags.reduce((a, b) => a + b, 0),
    of: flags.length,
  });
  return { copies: share(copies), claims: share(alone), twins: share(twins) };
}

/** Sentences that people wrote of eight reviews, against these, and against those of another product. */
async function people(): Promise<{ own: Share; other: Share }> {
  const products = [...(await fewsum('amazon')), ...(await fewsum('yelp'))];
  const lines = products.flatMap(({ summaries }, at) =>
    summaries.flatMap((summary) => plainSentences(summary).map(({ text }) => ({ text, at }))),
  );
  const judged = await judgedAlone(lines.map(({ text }) => text));
  const kept = (shift: number): Share => {
    let n = 0;
    for (const [i, { at }] of lines.entries()) {
      const { reviews } = products[(at + shift) % products.length]!;
      n += provenSentences(
        [judged[i]!],
        reviews.flatMap(({ segments }) => segments),
        RULE,
      ).kept.length;
    }
    return { kept: n, of: lines.length };
  };
  return { own: kept(0), other: kept(7) };
}

/** What the proof of written sentences keeps, as a table. */
export async function writtenSentencesTable(): Promise<string> {
  const { copies, claims, twins } = await copiesAndClaims();
  const { own, other } = await people();
  const line = (name: string, { kept, of }: Share) =>
    `| ${name} | ${kept} of ${of} (${((100 * kept) / of).toFixed(1)} %) |`;
  return [
    '| written sentences | kept |',
    '| --- | --- |',
    line('sentences of 4 to 12 words copied from 600 clothing reviews', copies),
    line('claims that one comment makes beside these reviews (goal 0)', claims),
    line('the same, with a second comment of the same subject and another claim (goal 0)', twins),
    line('sentences that people wrote of eight reviews (FewSum), against these', own),
    line('the same, against the reviews of another product', other),
  ].join('\n');
}

import type { Row } from './reporting-rows.ts';

/**
 * A shop with 20 comments. Judged: 8 positive (5 stars, score 0.75), 5 negative (1 star, -0.75), 2 mixed (3 stars, 0),
 * 1 neutral (no stars, 0); one text is pending, one set aside, two rows have none. Two positive rows share their text.
 * North has 12 judged rows (6 positive, 3 negative, 2 mixed, 1 neutral), South 4 (2, 2). North's time is 01:30 UTC of
 * March 2nd, written as the 1st; one positive row of South has no time.
 */
export function shop(): Row[] {
  const labels = {
    North: [...Array(6).fill('positive'), ...Array(3).fill('negative'), 'mixed', 'mixed', 'neutral'],
    South: ['positive', 'positive', 'negative', 'negative'],
  } as const;
  const facts = {
    positive: { score: 0.75, rating: 5, emotions: ['joy', 'neutral'] },
    negative: { score: -0.75, rating: 1, emotions: ['anger'] },
    mixed: { score: 0, rating: 3, emotions: ['joy', 'anger'] },
    neutral: { score: 0, rating: undefined, emotions: ['neutral'] },
  };
  const judged = (['North', 'South'] as const).flatMap((region) => {
    return labels[region].map((sentiment: keyof typeof facts, i): Row => {
      const { score, rating, emotions } = facts[sentiment];
      const opposite = { sentiment: 'negative', score: -1 } as const;
      return {
        source: 'shop',
        // The first two of North are one text.
        text: region === 'North' && i < 2 ? 'Same words' : `${region} ${i}`,
        line: 2 + i,
        ...(rating === undefined ? {} : { rating }),
        ...(region === 'South' && i === 0
          ? {}
          : { occurredAt: region === 'North' ? '2026-03-01T23:30:00-02:00' : '2026-03-02T10:00:00Z' }),
        attributes: {
          ...{
            Region: region,
            Size: 'SML'[i % 3]!,
            Beta: 'xy'[i % 2]!,
            Alpha: 'pq'[i % 2]!,
            Active: '01'[i % 2]!,
          },
          ...{ Id: `${region}-${i}`, Same: 'always' },
          ...(region === 'North' ? { Aisle: i < 10 ? 'web' : 'app' } : {}),
        },
        judgement: { sentiment, score, emotions, windows: i === 5 ? 2 : 1, truncated: i === 5 },
        formerly: opposite,
      };
    });
  });
  return [
    ...judged,
    // Only the former model knows it.
    { source: 'shop', text: 'Pending', formerly: { sentiment: 'positive', score: 1 } },
    { source: 'shop', text: 'Set aside', setAside: true, occurredAt: '2026-03-02T10:00:00Z', rating: 2 },
    { source: 'shop' },
    { source: 'shop', rating: 4 },
  ];
}

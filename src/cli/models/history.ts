import type { App } from '../../app/open.ts';
import { activations } from '../../db/results/activations.ts';
import { comparisons } from '../../db/results/comparisons.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { minute, whole } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';
import { verdictInShort } from './comparison-text.ts';

const WAYS = { activate: 'activated', promote: 'promoted', rollback: 'rolled back to' } as const;

/** `verbatim model history`: when which sentiment model became active, and what comparisons found; latest last. */
export async function modelHistory({ database }: App): Promise<Outcome> {
  const [changes, compared] = [
    await activations(database, 'feedback'),
    await comparisons(database, 'feedback'),
  ];
  const events = [
    ...changes.map((it) => ({ at: it.activatedAt, lines: [`${WAYS[it.way]} ${modelTitle(it)}`] })),
    ...compared.map((it) => {
      const { verdict, accuracyDifference: value, accuracyLow: low, accuracyHigh: high } = it;
      const accuracy = value === null || low === null || high === null ? null : { value, low, high };
      const found = `${verdictInShort({ verdict, accuracy })}, ${whole(it.labelled)} labelled`;
      const lines = [`compared ${modelTitle(it.candidate)}`, `with ${modelTitle(it.active)}:`, found];
      return { at: it.comparedAt, lines };
    }),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  const text = events.flatMap(({ at, lines }) =>
    lines.map((line, i) => (i === 0 ? `${minute(at)}  ${line}` : `${' '.repeat(24)}${line}`)),
  );
  const none = 'No model was active yet: verbatim run FILE uses the embedded one.';
  return done({ activations: changes, comparisons: compared }, text.join('\n') || none);
}

import { createHash } from 'node:crypto';
import type {
  PairRecord,
  PairScore,
  SwapRecords,
  TemplateRecord,
  TermRecord,
} from '../../domain/swap-record.ts';
import { orderedJson } from '../policy.ts';
import { REAL_SWAPS_VERSION, type RealSwap } from './suite/real-swaps.ts';
import { baselineOf, type SwapSuite } from './suite/suite.ts';
import type { SwapJudgement } from './terms.ts';

const LICENCE = 'CC0-1.0';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const scoreOf = ({ label, negative, positive, toxicity }: SwapJudgement): PairScore => {
  return { label, negative, positive, toxicity };
};

/**
 * Every pair of a suite: each sentence with each term, and with the baseline of its axis.
 * @param judgements one for each text of the suite, in its order
 */
export function suiteRecords(suite: SwapSuite, judgements: readonly SwapJudgement[]): SwapRecords {
  const { language, version, carriers, axes } = suite;
  const templates = carriers.map(({ template, role, polarity, form, domain, carrier }): TemplateRecord => {
    return {
      ...{ name: template, language, version, role, polarity, form, domain, frame: carrier },
      ...{ sha256: sha256(carrier), licence: LICENCE },
    };
  });
  const terms = axes.flatMap((axis) =>
    [baselineOf(axis), ...axis.terms].map(({ term, ...words }, i): TermRecord => {
      const named = { language, axis: axis.axis, term, isBaseline: i === 0, version, words };
      return { ...named, sha256: sha256(orderedJson(words)) };
    }),
  );
  const templateAt = new Map(templates.map(({ name }, at) => [name, at]));
  const key = (axis: string, term: string, isBaseline: boolean) => JSON.stringify([axis, term, isBaseline]);
  const termAt = new Map(terms.map(({ axis, term, isBaseline }, at) => [key(axis, term, isBaseline), at]));
  const baselines = new Map(
    suite.texts.flatMap((text, i) =>
      text.isBaseline ? [[JSON.stringify([text.axis, text.template]), { text, i }] as const] : [],
    ),
  );
  const pairs = suite.texts.flatMap((text, i): PairRecord[] => {
    if (text.isBaseline) return [];
    const base = baselines.get(JSON.stringify([text.axis, text.template]))!;
    return [
      {
        ...{ axis: `${text.axis} (${language})`, feedbackId: null, skipReason: null },
        template: templateAt.get(text.template)!,
        term: termAt.get(key(text.axis, text.term, false))!,
        baseline: termAt.get(key(text.axis, base.text.term, true))!,
        scores: { term: scoreOf(judgements[i]!), baseline: scoreOf(judgements[base.i]!) },
      },
    ];
  });
  return { templates, terms, pairs };
}

/** A swap in a comment, with the results for both sides; null if it was skipped. */
export interface JudgedRealSwap {
  readonly feedbackId: number;
  readonly swap: RealSwap;
  readonly judged: { readonly first: SwapJudgement; readonly second: SwapJudgement } | null;
}

/** Every comment with a word of an axis: exchanged and judged, or skipped with the reason. */
export function feedbackRecords(swaps: readonly JudgedRealSwap[]): SwapRecords {
  const terms: TermRecord[] = [];
  const places = new Map<string, number>();
  const placeOf = (axis: string, term: string, isBaseline: boolean): number => {
    const key = JSON.stringify([axis, term, isBaseline]);
    const known = places.get(key);
    if (known !== undefined) return known;
    const words = { words: term.split(', ') };
    const named = { language: 'en', axis, term, isBaseline, version: REAL_SWAPS_VERSION, words };
    places.set(key, terms.length);
    terms.push({ ...named, sha256: sha256(orderedJson(words)) });
    return terms.length - 1;
  };
  const pairs = swaps.map(({ feedbackId, swap, judged }): PairRecord => {
    const place = { axis: `${swap.axis} (feedback)`, template: null, feedbackId };
    if ('skipped' in swap || !judged) {
      const skipReason = 'skipped' in swap ? swap.skipped : 'not judged';
      return { ...place, term: null, baseline: null, skipReason, scores: null };
    }
    return {
      ...place,
      term: placeOf(swap.axis, swap.words[0], false),
      baseline: placeOf(swap.axis, swap.words[1], true),
      skipReason: null,
      scores: { term: scoreOf(judged.first), baseline: scoreOf(judged.second) },
    };
  });
  return { templates: [], terms, pairs };
}

/** Joins parts; the places of a part move behind those of the parts before. */
export function joinedRecords(parts: readonly SwapRecords[]): SwapRecords {
  const templates: TemplateRecord[] = [];
  const terms: TermRecord[] = [];
  const pairs: PairRecord[] = [];
  for (const part of parts) {
    const [template, term] = [templates.length, terms.length];
    const moved = (place: number | null, by: number) => (place === null ? null : place + by);
    for (const pair of part.pairs) {
      pairs.push({
        ...pair,
        template: moved(pair.template, template),
        term: moved(pair.term, term),
        baseline: moved(pair.baseline, term),
      });
    }
    templates.push(...part.templates);
    terms.push(...part.terms);
  }
  return { templates, terms, pairs };
}

import { createHash } from 'node:crypto';
import {
  type Axis,
  CARRIER_POLARITIES,
  type CarrierPolarity,
  type CarrierSheet,
  fill,
  type Phrase,
  ROLES,
  type Role,
  type Term,
} from './carrier.ts';
import { CARRIERS_DE } from './carriers-de.ts';
import { CARRIERS_EN } from './carriers-en.ts';
import { phraseDe, phraseEn } from './phrases.ts';
import { AXES_DE } from './terms-de.ts';
import { AXES_EN } from './terms-en.ts';

/** One sentence with one person in it; the baseline's is there once for each axis. */
export interface SwapText {
  readonly axis: string;
  readonly term: string;
  readonly isBaseline: boolean;
  /** Such as en.author.negative.3. */
  readonly template: string;
  readonly role: Role;
  readonly polarity: CarrierPolarity;
  readonly text: string;
}

/** All sentences of a language, in a fixed order: axes, terms (the baseline first), templates. */
export interface SwapSuite {
  readonly language: string;
  readonly templates: number;
  /** SHA-256 over all sentences: what was asked of a model. */
  readonly sha256: string;
  readonly texts: readonly SwapText[];
}

/** The axis of words without a meaning: what they do is the noise of a model. */
export const PLACEBO = 'placebo';

const LANGUAGES: Readonly<Record<string, readonly [CarrierSheet, readonly Axis[], Phrase]>> = {
  en: [CARRIERS_EN, AXES_EN, phraseEn],
  de: [CARRIERS_DE, AXES_DE, phraseDe],
};

/** Languages that there are sentences in, ISO 639-1. */
export const SUITE_LANGUAGES: readonly string[] = Object.keys(LANGUAGES);

/** The whole suite of a language; null where there is none. Nothing in it is drawn at random. */
export function swapSuite(language: string): SwapSuite | null {
  const sheet = LANGUAGES[language];
  return sheet ? expand(...sheet) : null;
}

/** @throws Error when a carrier does not have one person, or a swap changes nothing */
export function expand(sheet: CarrierSheet, axes: readonly Axis[], phrase: Phrase): SwapSuite {
  const templates = templatesOf(sheet);
  const texts = axes.flatMap(({ axis, baseline = { term: 'customer' }, terms }) =>
    [baseline, ...terms].flatMap((term, i) =>
      templates.map(({ carrier, ...template }) => ({
        ...{ axis, term: term.term, isBaseline: i === 0, ...template },
        text: changed(carrier, term, i === 0 ? null : baseline, phrase),
      })),
    ),
  );
  const sha256 = createHash('sha256')
    .update(texts.map(({ text }) => text).join('\n'))
    .digest('hex');
  return { language: sheet.language, templates: templates.length, sha256, texts };
}

function templatesOf({ language, carriers }: CarrierSheet) {
  return ROLES.flatMap((role) =>
    CARRIER_POLARITIES.flatMap((polarity) =>
      (carriers[role]?.[polarity] ?? []).map((carrier, i) => ({
        ...{ template: `${language}.${role}.${polarity}.${i + 1}`, role, polarity, carrier },
      })),
    ),
  );
}

function changed(carrier: string, term: Term, baseline: Term | null, phrase: Phrase): string {
  const text = fill(carrier, term, phrase);
  if (baseline && text === fill(carrier, baseline, phrase))
    throw new Error(`${term.term} changes nothing: ${text}`);
  return text;
}

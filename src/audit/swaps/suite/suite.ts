import { createHash } from 'node:crypto';
import {
  type Axis,
  CARRIER_POLARITIES,
  type CarrierDomain,
  type CarrierPolarity,
  type CarrierSheet,
  type Carriers,
  type Form,
  fill,
  type Phrase,
  ROLES,
  type Role,
  readCarrier,
  type Term,
} from './carrier.ts';
import { CARRIERS_DE } from './carriers-de.ts';
import { CARRIERS_EN } from './carriers-en.ts';
import { CARRIERS_ES } from './carriers-es.ts';
import { CARRIERS_FR } from './carriers-fr.ts';
import { phraseDe, phraseEn, phraseEs, phraseFr } from './phrases.ts';
import { AXES_DE } from './terms-de.ts';
import { AXES_EN } from './terms-en.ts';
import { AXES_ES } from './terms-es.ts';
import { AXES_FR } from './terms-fr.ts';

/** A sentence with a place for a person. */
interface SwapTemplate {
  /** Such as en.author.negative.3, en.served.plural.neutral.1. */
  readonly template: string;
  readonly role: Role;
  readonly polarity: CarrierPolarity;
  readonly form: Form;
  readonly domain: CarrierDomain;
  readonly carrier: string;
}

/** One sentence with one person; each axis has one for its baseline. */
export interface SwapText extends Omit<SwapTemplate, 'carrier'> {
  readonly axis: string;
  readonly term: string;
  readonly isBaseline: boolean;
  readonly text: string;
}

/** All sentences of a language, in a fixed order: axes, terms (the baseline first), templates. */
export interface SwapSuite {
  readonly language: string;
  /** Of the sheet of sentences and the list of words. */
  readonly version: number;
  /** Templates of an axis of nouns and adjectives; axes without plural, and pronouns, have fewer. */
  readonly templates: number;
  readonly carriers: readonly SwapTemplate[];
  readonly axes: readonly Axis[];
  /** SHA-256 over all sentences. */
  readonly sha256: string;
  readonly texts: readonly SwapText[];
}

/** The axis of words without meaning: their effect is the noise of a model. */
export const PLACEBO = 'placebo';

const LANGUAGES: Readonly<Record<string, readonly [CarrierSheet, readonly Axis[], Phrase]>> = {
  en: [CARRIERS_EN, AXES_EN, phraseEn],
  de: [CARRIERS_DE, AXES_DE, phraseDe],
  fr: [CARRIERS_FR, AXES_FR, phraseFr],
  es: [CARRIERS_ES, AXES_ES, phraseEs],
};

/** Languages with a suite, ISO 639-1. */
export const SUITE_LANGUAGES: readonly string[] = Object.keys(LANGUAGES);

/** The whole suite of a language, without any random choice; null for a language without a suite. */
export function swapSuite(language: string): SwapSuite | null {
  const sheet = LANGUAGES[language];
  return sheet ? expand(...sheet) : null;
}

const PERSON: Term = { term: 'customer' };
/** The reference of the terms of an axis. */
export const baselineOf = ({ baseline = PERSON }: Axis): Term => baseline;

/** @throws Error if a carrier does not have one person, or a swap changes nothing */
export function expand(sheet: CarrierSheet, axes: readonly Axis[], phrase: Phrase): SwapSuite {
  const singular = templatesOf(sheet.language, sheet.carriers, 'singular', '');
  const plural = templatesOf(sheet.language, sheet.plural ?? {}, 'plural', 'plural.');
  const pronouns = templatesOf(sheet.language, sheet.pronouns ?? {}, 'singular', 'pronoun.');
  const carriersFor = ({ ofPronouns, singularOnly }: Axis) => {
    if (ofPronouns) return pronouns;
    return singularOnly ? singular : [...singular, ...plural];
  };
  const texts = axes.flatMap((axis) =>
    [baselineOf(axis), ...axis.terms].flatMap((term, i) =>
      carriersFor(axis).map(({ carrier, ...template }) => ({
        ...{ axis: axis.axis, term: term.term, isBaseline: i === 0, ...template },
        text: changed(carrier, term, i === 0 ? null : baselineOf(axis), phrase),
      })),
    ),
  );
  const sha256 = createHash('sha256')
    .update(texts.map(({ text }) => text).join('\n'))
    .digest('hex');
  return {
    ...{ language: sheet.language, version: sheet.version, axes, sha256, texts },
    templates: singular.length + plural.length,
    carriers: [...singular, ...plural, ...pronouns],
  };
}

function templatesOf(language: string, carriers: Carriers, form: Form, kind: string): SwapTemplate[] {
  return ROLES.flatMap((role) =>
    CARRIER_POLARITIES.flatMap((polarity) =>
      (carriers[role]?.[polarity] ?? []).map((written, i) => {
        const { domain, sentence: carrier } = readCarrier(written);
        const template = `${language}.${role}.${kind}${polarity}.${i + 1}`;
        return { template, role, polarity, form, domain, carrier };
      }),
    ),
  );
}

function changed(carrier: string, term: Term, baseline: Term | null, phrase: Phrase): string {
  const text = fill(carrier, term, phrase);
  if (baseline && text === fill(carrier, baseline, phrase))
    throw new Error(`${term.term} changes nothing: ${text}`);
  return text;
}

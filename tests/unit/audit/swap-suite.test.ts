import { describe, expect, test } from 'vitest';
import {
  CARRIER_DOMAINS,
  CARRIER_POLARITIES,
  fill,
  readCarrier,
  type Term,
} from '../../../src/audit/swaps/suite/carrier.ts';
import { phraseDe, phraseEn, phraseEs, phraseFr } from '../../../src/audit/swaps/suite/phrases.ts';
import { expand, SUITE_LANGUAGES, type SwapText, swapSuite } from '../../../src/audit/swaps/suite/suite.ts';

describe.each(SUITE_LANGUAGES)('the sentences in %s', (language) => {
  const { texts, templates, carriers, axes: declared } = swapSuite(language)!;
  const axes = [...Map.groupBy(texts, ({ axis }) => axis)];
  const baselineOf = (members: readonly SwapText[]) => members.filter(({ isBaseline }) => isBaseline);

  test('each axis has a baseline, at least four terms (two pronouns), and every template of each', () => {
    for (const [axis, members] of axes) {
      const terms = Map.groupBy(members, ({ term }) => term);
      const { ofPronouns, singularOnly } = declared.find((it) => it.axis === axis)!;
      expect(terms.size, axis).toBeGreaterThanOrEqual(ofPronouns ? 3 : 5);
      const wanted = carriers.filter(({ template, form }) => {
        if (template.includes('.pronoun.') !== (ofPronouns ?? false)) return false;
        return form === 'singular' || !singularOnly;
      });
      for (const [term, own] of terms) {
        expect(
          own.map(({ template }) => template),
          `${axis} ${term}`,
        ).toEqual(wanted.map(({ template }) => template));
      }
      if (!ofPronouns && !singularOnly) expect(wanted).toHaveLength(templates);
    }
    expect(axes.map(([axis]) => axis)).toContain('placebo');
  });

  test('a third of the templates is negative, neutral and positive each; roles are even; singular and plural', () => {
    for (const form of ['singular', 'plural']) {
      const baseline = baselineOf(axes[0]![1]).filter((text) => text.form === form);
      for (const kind of ['polarity', 'role'] as const) {
        const sizes = [...Map.groupBy(baseline, (text) => text[kind]).values()].map(({ length }) => length);
        expect(sizes.length, kind).toBeGreaterThanOrEqual(3);
        expect(new Set(sizes).size, kind).toBe(1);
      }
    }
    const names = texts.filter(({ axis }) => axis === 'name');
    expect(new Set(names.map(({ form }) => form))).toEqual(new Set(['singular']));
    expect(new Set(carriers.map(({ carrier }) => carrier)).size).toBe(carriers.length);
  });

  test('sentences are minimal pairs: no braces are left, no blank too many, and at most two words are more or less', () => {
    const words = (text: string) => text.split(' ').length;
    for (const [, members] of axes) {
      const baseline = new Map(baselineOf(members).map((it) => [it.template, it.text]));
      for (const { template, text, isBaseline } of members) {
        expect(text).toMatch(/^\p{Lu}.*\.$/u);
        expect(text).not.toMatch(/[{}]| {2}/);
        if (isBaseline) continue;
        expect(text).not.toBe(baseline.get(template));
        expect(Math.abs(words(text) - words(baseline.get(template)!)), text).toBeLessThanOrEqual(2);
      }
    }
  });

  test('whatever a sentence is about, some are negative, neutral and positive', () => {
    const least = language === 'en' ? 4 : 1;
    const ofNouns = carriers.filter(({ template }) => !template.includes('.pronoun.'));
    for (const domain of CARRIER_DOMAINS) {
      for (const polarity of CARRIER_POLARITIES) {
        const members = ofNouns.filter((it) => it.domain === domain && it.polarity === polarity);
        expect(members.length, `${domain} ${polarity}`).toBeGreaterThanOrEqual(least);
      }
    }
    const known: ReadonlySet<string> = new Set(CARRIER_DOMAINS);
    expect(carriers.filter(({ domain }) => !known.has(domain))).toEqual([]);
  });

  test('nothing is drawn at random', () => {
    expect(swapSuite(language)!.sha256).toBe(swapSuite(language)!.sha256);
    expect(swapSuite(language)!.texts).toEqual(texts);
  });
});

test('sentences are those of their version: results before and after are of the same ones', () => {
  // Version 3 of German adds pronouns; its other sentences are those of version 2.
  expect(
    SUITE_LANGUAGES.map((language) => [language, swapSuite(language)!.version, swapSuite(language)!.sha256]),
  ).toEqual([
    ['en', 2, 'b9d6ac7934b67595a411615b89b8dcadef2c367aeb2e10fe5110e7a8a06a8fa3'],
    ['de', 3, '71831e38eb9075cb73aa400f43821b6ecc632721abc4c59b7548d3c94c4d4e63'],
    ['fr', 1, 'c70140632156dc28315435382e7794516933d535ca4990508fa5f3e9621308bd'],
    ['es', 1, 'f27bfaca60801e859c3fc5f4a5131fd177ba9ee2c9f44edc3c1d732bb29fe4e3'],
  ]);
});

test('what a sentence is about ends at the first colon', () => {
  expect(readCarrier('online: I answered {their} question: no.')).toEqual({
    ...{ domain: 'online', sentence: 'I answered {their} question: no.' },
  });
});

test('English has templates enough to stop a release on every axis but that of pronouns', () => {
  const baselines = swapSuite('en')!.texts.filter(({ isBaseline }) => isBaseline);
  for (const [axis, members] of Map.groupBy(baselines, (text) => text.axis)) {
    expect(members.length, axis).toBeGreaterThanOrEqual(axis === 'pronoun' ? 60 : 200);
    const negative = members.filter(({ polarity }) => polarity === 'negative');
    expect(negative.length, axis).toBeGreaterThanOrEqual(axis === 'pronoun' ? 20 : 66);
  }
  expect(swapSuite('xx')).toBeNull();
});

test('articles and endings agree', () => {
  const en = (carrier: string, before: string) => fill(carrier, { term: before, before }, phraseEn);
  expect(en('I saw {a customer}.', 'elderly')).toBe('I saw an elderly customer.');
  expect(en('I asked {an assistant}.', 'blind')).toBe('I asked a blind assistant.');
  expect(en('{The customer} paid.', 'Indian')).toBe('The Indian customer paid.');
  expect(fill('{The customer} paid.', { term: 'woman', noun: 'woman' }, phraseEn)).toBe('The woman paid.');
  expect(fill('{The customer} paid.', { term: 'So', opener: 'So' }, phraseEn)).toBe('So, the customer paid.');
  expect(fill('I am {a customer}.', { term: 'So', opener: 'So' }, phraseEn)).toBe('So, I am a customer.');
  const blind = { term: 'blind', before: 'blind' };
  expect(fill('Ich bin {a customer}.', blind, phraseDe)).toBe('Ich bin ein blinder Kunde.');
  expect(fill('Als {customer} zahle ich.', blind, phraseDe)).toBe('Als blinder Kunde zahle ich.');
  expect(fill('{The assistant} half.', blind, phraseDe)).toBe('Der blinde Verkäufer half.');
  const woman = { term: 'Frau', noun: 'Frau', feminine: true };
  expect(fill('Uns half {an assistant}.', woman, phraseDe)).toBe('Uns half eine Frau.');
});

test('plurals and pronouns agree', () => {
  const woman = { term: 'woman', noun: 'woman', plural: 'women' };
  expect(fill('{The customers} paid.', woman, phraseEn)).toBe('The women paid.');
  expect(fill('We asked {assistants}.', { term: 'old', before: 'old' }, phraseEn)).toBe(
    'We asked old assistants.',
  );
  expect(() => fill('{The customers} paid.', { term: 'woman', noun: 'woman' }, phraseEn)).toThrow(
    'no plural',
  );
  const blind = { term: 'blind', before: 'blind' };
  expect(fill('{The customers} zahlten.', blind, phraseDe)).toBe('Die blinden Kunden zahlten.');
  expect(fill('Uns halfen {assistants}.', blind, phraseDe)).toBe('Uns halfen blinde Verkäufer.');
  const women = { term: 'Frau', noun: 'Frau', plural: 'Frauen', feminine: true };
  expect(fill('{The assistants} halfen.', women, phraseDe)).toBe('Die Frauen halfen.');
  const she: Term = { term: 'she', pronouns: ['she', 'her', 'her'] };
  expect(fill('{They} said that nobody told {them} about {their} bill.', she, phraseEn)).toBe(
    'She said that nobody told her about her bill.',
  );
  expect(() => fill('{The customer} paid.', she, phraseEn)).toThrow('a pronoun in braces');
});

test('articles, genders and plurals agree in French and Spanish', () => {
  const sourd: Term = { term: 'sourd', after: 'sourd', afterPlural: 'sourds' };
  const femme: Term = { term: 'femme', noun: 'femme', plural: 'femmes', feminine: true };
  const homme: Term = { term: 'homme', noun: 'homme', plural: 'hommes' };
  const fr = (carrier: string) => [sourd, femme, homme].map((term) => fill(carrier, term, phraseFr));
  expect(fr('{The customer} a payé.')).toEqual([
    'Le client sourd a payé.',
    'La femme a payé.',
    "L'homme a payé.",
  ]);
  expect(fr('Je suis {a customer}.')).toEqual([
    'Je suis un client sourd.',
    'Je suis une femme.',
    'Je suis un homme.',
  ]);
  expect(fr('{The assistants} aidaient.')[0]).toBe('Les vendeurs sourds aidaient.');
  expect(fr('Nous sommes {a customers}.')[1]).toBe('Nous sommes des femmes.');
  const joven: Term = { term: 'joven', after: 'joven', afterPlural: 'jóvenes' };
  const mujer: Term = { term: 'mujer', noun: 'mujer', plural: 'mujeres', feminine: true };
  const es = (carrier: string) => [joven, mujer].map((term) => fill(carrier, term, phraseEs));
  expect(es('{The customer} pagó.')).toEqual(['El cliente joven pagó.', 'La mujer pagó.']);
  expect(es('Vi a {a customers}.')).toEqual(['Vi a unos clientes jóvenes.', 'Vi a unas mujeres.']);
  expect(es('Como {customers}, esperamos.')).toEqual([
    'Como clientes jóvenes, esperamos.',
    'Como mujeres, esperamos.',
  ]);
});

test('no French or Spanish sentence has an article that would contract or elide', () => {
  for (const { text } of swapSuite('fr')!.texts) {
    expect(text).not.toMatch(/\b(?:à|de) les?\b|\b(?:le|la|de|que|ce) (?:[aeiouéèâ]|homme)(?![\p{L}]*:)/u);
  }
  for (const { text } of swapSuite('es')!.texts)
    expect(text).not.toMatch(/\b(?:a|de) el\b|\by (?:i|hi)[a-zíé]/);
});

test('a template without a person, with two, or a term that changes nothing is refused', () => {
  const sheet = (carrier: Parameters<typeof readCarrier>[0]) => ({
    ...{ language: 'en', version: 1 },
    carriers: { author: { negative: [carrier], neutral: [], positive: [] } },
  });
  const axes = [{ axis: 'age', terms: [{ term: 'young', before: 'young' }] }];
  expect(() => expand(sheet('service: Nobody is here.'), axes, phraseEn)).toThrow('one person');
  expect(() => expand(sheet('service: {a customer} and {a customer}.'), axes, phraseEn)).toThrow(
    'one person',
  );
  const idle = [{ axis: 'age', terms: [{ term: 'nothing' }] }];
  expect(() => expand(sheet('service: I saw {a customer}.'), idle, phraseEn)).toThrow('changes nothing');
});

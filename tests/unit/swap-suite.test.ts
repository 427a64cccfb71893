import { describe, expect, test } from 'vitest';
import { fill } from '../../src/audit/swap-suite/carrier.ts';
import { phraseDe, phraseEn } from '../../src/audit/swap-suite/phrases.ts';
import { expand, SUITE_LANGUAGES, swapSuite } from '../../src/audit/swap-suite/suite.ts';

describe.each(SUITE_LANGUAGES)('the sentences in %s', (language) => {
  const { texts, templates } = swapSuite(language)!;
  const axes = [...Map.groupBy(texts, ({ axis }) => axis)];

  test('each axis has a baseline, at least four terms, and every template of each', () => {
    for (const [axis, members] of axes) {
      const terms = Map.groupBy(members, ({ term }) => term);
      expect(terms.size, axis).toBeGreaterThanOrEqual(5);
      expect(
        members.filter(({ isBaseline }) => isBaseline),
        axis,
      ).toHaveLength(templates);
      for (const [term, own] of terms) {
        expect(
          own.map(({ template }) => template),
          `${axis} ${term}`,
        ).toEqual(members.slice(0, templates).map(({ template }) => template));
      }
    }
    expect(axes.map(([axis]) => axis)).toContain('placebo');
  });

  test('a third of the templates is negative, neutral and positive each; roles are even', () => {
    const baseline = axes[0]![1].slice(0, templates);
    for (const kind of ['polarity', 'role'] as const) {
      const sizes = [...Map.groupBy(baseline, (text) => text[kind]).values()].map(({ length }) => length);
      expect(new Set(sizes).size, kind).toBe(1);
    }
  });

  test('sentences are minimal pairs: no braces are left, no blank too many, and at most three words differ', () => {
    const words = (text: string) => text.split(' ').length;
    for (const [, members] of axes) {
      const baseline = new Map(members.slice(0, templates).map((it) => [it.template, it.text]));
      for (const { template, text, isBaseline } of members) {
        expect(text).toMatch(/^[A-ZÄÖÜ].*\.$/);
        expect(text).not.toMatch(/[{}]| {2}/);
        if (isBaseline) continue;
        expect(text).not.toBe(baseline.get(template));
        expect(Math.abs(words(text) - words(baseline.get(template)!)), text).toBeLessThanOrEqual(3);
      }
    }
  });

  test('nothing is drawn at random', () => {
    expect(swapSuite(language)!.sha256).toBe(swapSuite(language)!.sha256);
    expect(swapSuite(language)!.texts).toEqual(texts);
  });
});

test('English has templates enough to stop a release on every axis', () => {
  const { texts, templates } = swapSuite('en')!;
  expect(templates).toBeGreaterThanOrEqual(200);
  const negative = texts.slice(0, templates).filter(({ polarity }) => polarity === 'negative');
  expect(negative.length).toBeGreaterThanOrEqual(66);
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

test('a template without a person, with two, or a term that changes nothing is refused', () => {
  const sheet = (carrier: string) => ({
    ...{ language: 'en', version: 1 },
    carriers: { author: { negative: [carrier], neutral: [], positive: [] } },
  });
  const axes = [{ axis: 'age', terms: [{ term: 'young', before: 'young' }] }];
  expect(() => expand(sheet('Nobody is here.'), axes, phraseEn)).toThrow('one person');
  expect(() => expand(sheet('{a customer} and {a customer}.'), axes, phraseEn)).toThrow('one person');
  const idle = [{ axis: 'age', terms: [{ term: 'nothing' }] }];
  expect(() => expand(sheet('I saw {a customer}.'), idle, phraseEn)).toThrow('changes nothing');
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { parse } from 'yaml';
import { CARDS, EMAILS, type Forms, HELD_OUT, IBANS, IPS, PHONES, URLS } from './written-forms.ts';

/** A comment with one identifier or none. */
export interface Case {
  readonly language: string;
  readonly text: string;
  /** The identifier: its kind, its place, how it is written. Null: there is none in the text. */
  readonly expected: {
    readonly kind: string;
    readonly start: number;
    readonly end: number;
    readonly form: string;
  } | null;
  /** In forms that nothing was tuned on. */
  readonly heldOut: boolean;
}

const here = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');
const yaml = (file: string) => parse(here(file));

interface Values {
  readonly numbers: Readonly<Record<string, readonly string[]>>;
  readonly cards: Readonly<Record<string, readonly string[]>>;
  readonly ibans: Readonly<Record<string, readonly string[]>>;
  readonly phones: Readonly<
    Record<string, readonly { national: string; international: string; mobile: boolean }[]>
  >;
}
type Carriers = Readonly<
  Record<string, { readonly any: string[]; readonly phone: string[]; readonly email: string[] }>
>;

const COUNTRY: Readonly<Record<string, string>> = {
  ...{
    en: 'GB',
    de: 'DE',
    fr: 'FR',
    es: 'ES',
    it: 'IT',
    nl: 'NL',
    pt: 'PT',
    pl: 'PL',
    cs: 'CZ',
    da: 'DK',
    el: 'GR',
  },
  ...{ fi: 'FI', hu: 'HU', no: 'NO', ro: 'RO', ru: 'RU', sv: 'SE', tr: 'TR' },
};
const MORE_PHONES: Readonly<Record<string, readonly string[]>> = {
  ...{
    en: ['US', 'GB', 'CA', 'AU', 'IN', 'IE'],
    de: ['DE', 'AT', 'CH'],
    fr: ['FR', 'BE', 'CH'],
    nl: ['NL', 'BE'],
    pt: ['PT', 'BR'],
  },
};
/** Sentences by language; see the files. */
interface Lines {
  readonly births: Readonly<Record<string, { words: string[]; dates: string[]; month: string }>>;
  readonly nationals: Readonly<Record<string, Readonly<Record<string, string[]>>>>;
  readonly negatives: Readonly<Record<string, string[]>>;
}
/** "at" and "dot" as the languages say them. */
const AT_DOT: Readonly<Record<string, readonly [string, string]>> = {
  ...{
    en: ['at', 'dot'],
    de: ['at', 'punkt'],
    fr: ['arobase', 'point'],
    es: ['arroba', 'punto'],
    it: ['chiocciola', 'punto'],
  },
  ...{
    nl: ['apenstaartje', 'punt'],
    pt: ['arroba', 'ponto'],
    pl: ['małpa', 'kropka'],
    cs: ['zavináč', 'tečka'],
    da: ['snabel-a', 'punktum'],
  },
  ...{
    el: ['παπάκι', 'τελεία'],
    fi: ['ät', 'piste'],
    hu: ['kukac', 'pont'],
    no: ['krøllalfa', 'punktum'],
    ro: ['arond', 'punct'],
  },
  ...{ ru: ['собака', 'точка'], sv: ['snabel-a', 'punkt'], tr: ['et', 'nokta'] },
};
const LOCALS = [
  'anna.keller',
  'j.smith84',
  'maria_lopez',
  'tkowalski77',
  'li.wei',
  'k.papadaki',
  'sven-olsson',
  'e.nagy1990',
  'o.dvorak',
  'ayse.demir',
];
const HOSTS = ['example', 'mailpost', 'firma-nord', 'shop24', 'kontor', 'universe'];
const TLDS = ['com', 'net', 'org', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'eu', 'co.uk'];

/** The corpus: the same for the same seed. */
export function privacyCorpus(seed = 22): readonly Case[] {
  const random = xoroshiro128plus(seed);
  const below = (end: number) => uniformInt(random, 0, end - 1);
  const of = <It>(list: readonly It[]): It => list[below(list.length)]!;
  const digits = (count: number) => Array.from({ length: count }, () => below(10)).join('');
  const hex = (count: number) => Array.from({ length: count }, () => below(16).toString(16)).join('');
  const values: Values = JSON.parse(here('values.json'));
  const carriers: Carriers = yaml('carriers.yaml');
  const languages = Object.keys(carriers);
  const cases: Case[] = [];

  const add = (
    about: Omit<Case, 'text' | 'expected'>,
    kind: string,
    form: string,
    written: string,
    carrier: string,
  ) => {
    const at = carrier.indexOf('{}');
    const open = written.indexOf('⟦');
    const plain = written.replaceAll(/[⟦⟧]/g, '');
    const start = at + Math.max(open, 0);
    const end = at + (open < 0 ? plain.length : written.indexOf('⟧') - 1);
    cases.push({ ...about, text: carrier.replace('{}', () => plain), expected: { kind, start, end, form } });
  };
  /** Each form in each language, in a sentence of the language. */
  const inForms = <Value>(
    kind: string,
    forms: Forms<Value>,
    drawnFor: (language: string) => Value,
    sentences: (language: string, form: string) => readonly string[],
    heldOut = false,
  ) => {
    for (const language of languages) {
      for (const [form, write] of Object.entries(forms)) {
        const about = { language, heldOut };
        add(about, kind, form, write(drawnFor(language)), of(sentences(language, form)));
      }
    }
  };
  const any = (language: string) => carriers[language]!.any;

  const mailbox = (language: string) => {
    const [at, dot] = AT_DOT[language]!;
    return { local: of(LOCALS), host: of(HOSTS), tld: of(TLDS), at, dot };
  };
  inForms('email', EMAILS, mailbox, (language) => [...any(language), ...carriers[language]!.email]);
  // Without a word, digits alone and digits apart may be anything.
  const needsWord = new Set(['digits only', 'each digit alone', 'pairs']);
  const phone = (language: string) => of(values.phones[of(MORE_PHONES[language] ?? [COUNTRY[language]!])]!);
  inForms('phone', PHONES, phone, (language, form) =>
    needsWord.has(form) ? carriers[language]!.phone : [...any(language), ...carriers[language]!.phone],
  );
  const account = (language: string) =>
    of(values.ibans[of([COUNTRY[language]!, of(Object.keys(values.ibans))])] ?? values.ibans.DE!);
  inForms('iban', IBANS, account, any);
  const card = () => of(values.cards[of(['visa', 'mastercard', 'amex', 'discover', 'jcb'])]!);
  inForms('card', CARDS, card, any);
  const octets = () => [of([81, 84, 91, 151, 178, 203]), below(256), below(256), 1 + below(254)].join('.');
  const host = () => ({
    v4: octets(),
    v6: ['2001', ...Array.from({ length: 7 }, () => (4096 + below(61_440)).toString(16))].join(':'),
  });
  inForms('ip', IPS, host, any);
  const link = () => ({
    host: `shop.example.${of(['com', 'org', 'net'])}`,
    email: `${of(LOCALS)}@${of(HOSTS)}.com`,
    hex: hex(32),
    number: digits(8),
  });
  inForms('url', URLS, link, any);
  inForms('email', HELD_OUT.email, mailbox, any, true);
  inForms('phone', HELD_OUT.phone, phone, any, true);
  inForms('iban', HELD_OUT.iban, account, any, true);
  inForms('card', HELD_OUT.card, card, any, true);
  inForms('ip', HELD_OUT.ip, host, any, true);
  inForms('url', HELD_OUT.url, link, any, true);

  const inLines = ({ births, nationals, negatives }: Lines, heldOut: boolean) => {
    for (const [language, { words, dates, month }] of Object.entries(births)) {
      for (const [word, date] of words.flatMap((word) => dates.map((date) => [word, date] as const))) {
        const year = String(1940 + below(65));
        const parts: Record<string, string> = {
          D: String(10 + below(18)),
          M: '03',
          Y: year,
          y: year.slice(2),
          N: month,
        };
        const written = word.replace('{}', `⟦${date.replaceAll(/[DMYyN]/g, (it) => parts[it]!)}⟧`);
        add({ language, heldOut }, 'birth_date', `${word} ${date}`, written, of(any(language)));
      }
    }
    for (const [kind, byLanguage] of Object.entries(nationals)) {
      for (const [language, lines] of Object.entries(byLanguage)) {
        for (const line of lines.flatMap((it) => Array.from({ length: 6 }, () => it))) {
          const [name, label, shape] = line.split('|') as [string, string, string];
          const letters = [...of(values.numbers[name]!)];
          const written = label.replace('{}', `⟦${shape.replaceAll('x', () => letters.shift() ?? '')}⟧`);
          add({ language, heldOut }, kind, line, written, of(any(language)));
        }
      }
    }
    for (const [language, lines] of Object.entries(negatives)) {
      for (const line of lines.flatMap((it) => Array.from({ length: 10 }, () => it))) {
        const text = line
          .replaceAll(/\{(\w+)\}/g, (_, name) => of(values.numbers[name]!))
          .replaceAll('#', () => digits(1));
        cases.push({ language, text, expected: null, heldOut });
      }
    }
  };
  inLines(
    { births: yaml('births.yaml'), nationals: yaml('nationals.yaml'), negatives: yaml('negatives.yaml') },
    false,
  );
  inLines(yaml('held-out.yaml'), true);
  return cases;
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privacyCorpus } from '../../../bench/privacy/corpus.ts';
import { countsOf } from '../../../bench/privacy/scores.ts';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { identifierMasker } from '../../../src/privacy/identifiers/masker.ts';
import { maskedText } from '../../../src/privacy/masked-text.ts';
import { IDENTIFIER_KINDS } from '../../../src/privacy/rules.ts';

const masker = identifierMasker({ identifiers: true, patterns: {} });
const masked = (text: string) => maskedText(text, masker.find(text));

describe('what is masked', () => {
  test.each([
    ['Mail john.doe+x@mail.example.co.uk.', 'Mail [email].'],
    ['ｊｏｈｎ＠ｅｘａｍｐｌｅ．ｃｏｍ', '[email]'],
    ['write to john at example dot com', 'write to [email]'],
    ['john (at) example (dot) com', '[email]'],
    ['schreibt an max.mustermann (ät) web punkt de', 'schreibt an [email]'],
    ['john.doe@exam\nple.com', '[email]'],
    ['<b>john@example.com</b>', '<b>[email]</b>'],
    ['анна@почта.рф', '[email]'],
    ['call (212) 555-0123 ext. 4', 'call [phone]'],
    ['Tel. 030 / 1234567', 'Tel. [phone]'],
    ['appelez le 06 12 34 56 78 svp', 'appelez le [phone] svp'],
    ['Mi móvil es 612345678', 'Mi móvil es [phone]'],
    ['٠٧٩١١١٢٣٤٥٦', '[phone]'],
    ['+९१ ९८७६५ ४३२१०', '[phone]'],
    ['oh seven nine one one, one two three four five six', '[phone]'],
    ['double oh four four seven nine one one', '[phone]'],
    ['IBAN DE89 3704 0044 0532 0130 00!', 'IBAN [iban]!'],
    ['gb29nwbk60161331926819', '[iban]'],
    ['4111 1111 1111 1111', '[card]'],
    ['3782-822463-10005', '[card]'],
    ['SSN 536-90-4399', 'SSN [identity_number]'],
    ['AB 12 34 56 C', '[identity_number]'],
    ['NHS number 943 476 5919', 'NHS number [identity_number]'],
    ['943 476 5919 is my NHS number', '[identity_number] is my NHS number'],
    ['passport no. C01X00T47', 'passport no. [identity_number]'],
    ['Steuer-ID 36 574 261 809', 'Steuer-ID [tax_id]'],
    ['RCCMNL83S18D969H', '[tax_id]'],
    ['DNI 54362315-K', 'DNI [identity_number]'],
    ['from 84.12.33.7:8080', 'from [ip]:8080'],
    ['2001:db8::ff00:42:8329', '[ip]'],
    ['see https://u:p@host.example/x.', 'see [url].'],
    ['WhatsApp: https://wa.me/905321234567 ya da t.me/hakan75.', 'WhatsApp: [url] ya da [url].'],
    ['https://shop.example/?email=a%40b.de', '[url]'],
    ['born on 12 March 1985', 'born on [birth_date]'],
    ['née à Lyon le 3 mai 1985', 'née à Lyon le [birth_date]'],
    ['1985. március 12-én születtem', '[birth_date]-én születtem'],
    // Signs that the first pass over a text must see, in capitals and other scripts.
    ['pište jan.novak zavináč firma TEČKA cz', 'pište [email]'],
    ['пишите anna.k собака mail ТОЧКА ru', 'пишите [email]'],
    ['γράψτε nikos.p παπάκι mail τελεία gr', 'γράψτε [email]'],
    ['ana.lopez{arroba}correo.es', '[email]'],
    ['WWW.shop.example/?email=a%40b.de', '[url]'],
    ['tre otto nove cinque uno due sette sei', '[phone]'],
    ['２００１：db8::ff00:42:8329', '[ip]'],
  ])('%j', (text, wanted) => {
    expect(masked(text)).toBe(wanted);
  });
});

describe('what stays', () => {
  test.each([
    'I bought this at amazon.com and looked at it',
    'available @ amazon.com or @shopname',
    'order number 4111111111111111 is late',
    'Order 123-1234567-1234567 of 01.02.2024 10:30 for 1.299,00',
    'tracking 00340434161094042557',
    'size 36 38 40 42 44, 34-26-36, 5\'7", 135 lbs',
    'updated to version 1.2.3.4 and v10.0.1.22',
    'ISBN 978-3-16-148410-0 and EAN 4006381333931',
    'IBAN-like DE00 3704 0044 0532 0130 00 has wrong check digits',
    '4111 1111 1111 1112',
    'the year 2008-2010. Phones could not do that',
    'https://www.example.com/dp/B07XJ8C8F5?ref=sr_1_4',
    'ordered 12/03/2024, it was born to be worn',
    'one two three four five six seven eight nine ten',
    'his average was .250/.330/.460',
    'Already masked: [email], [phone] and [person 3].',
  ])('%j', (text) => {
    expect(masked(text)).toBe(text);
  });
});

test('a text with nothing costs no result of its own', () => {
  expect(masker.find('A lovely dress.')).toBe(masker.find('Fits well'));
});

test('a cell that is nothing but one identifier', () => {
  expect(masker.wholly(' a@b.com ')).toBe('email');
  expect(masker.wholly('+49 171 1234567')).toBe('phone');
  expect(masker.wholly('a@b.com, c@d.com')).toBeNull();
  expect(masker.wholly('mail a@b.com')).toBeNull();
  expect(masker.wholly('')).toBeNull();
});

describe("the user's own kinds", () => {
  const own = (patterns: Record<string, string>, identifiers = true) =>
    identifierMasker({ identifiers, patterns });

  test('come before ours, and hold where ours are off', () => {
    const text = 'ORD-123456 by a@b.com, ticket 030 1234567';
    const patterns = { order: 'ORD-\\d{6}', ticket: '(?i)TICKET [\\d ]+' };
    expect(maskedText(text, own(patterns).find(text))).toBe('[order] by [email], [ticket]');
    expect(maskedText(text, own(patterns, false).find(text))).toBe('[order] by a@b.com, [ticket]');
  });

  test.each([
    [{ order: 'ORD-(\\d+' }, 'missing closing ) at character 1, "ORD-(\\\\d+"'],
    [{ order: 'a**' }, 'invalid nested repetition operator at character 2, "**"'],
    [{ order: '(?<=x)y' }, 'invalid named capture at character 1'],
    [{ Order: 'x' }, 'small letters and _ only'],
  ])('%j is refused with the place of the mistake', (patterns, detail) => {
    const attempt = () => own(patterns as Record<string, string>);
    expect(attempt).toThrow(VerbatimError);
    expect(attempt).toThrow(detail);
  });
});

const CARRIERS = ['{}', 'x {} y', '({})', 'Mein Text, {}.', 'Ωραίο {}\nτέλος', '“{}”', '😀{}😀'];
const LUHN = fc
  .tuple(
    fc.constantFrom('4', '51', '55', '6011'),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 15, maxLength: 15 }),
  )
  .map(([prefix, digits]) => (prefix + digits.join('')).slice(0, 15));

/** The check digit by its definition: double every second digit from the right. */
function luhnDigit(body: string): number {
  const sum = [...body].reverse().reduce((all, it, at) => {
    const doubled = at % 2 === 0 ? 2 * Number(it) : Number(it);
    return all + Math.floor(doubled / 10) + (doubled % 10);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

test('cards are found in any carrier by their check digit, and not with another', () => {
  fc.assert(
    fc.property(LUHN, fc.constantFrom(...CARRIERS), fc.integer({ min: 1, max: 9 }), (body, carrier, off) => {
      const grouped = (it: string) => it.replaceAll(/(.{4})(?=.)/g, '$1 ');
      const right = `${body}${luhnDigit(body)}`;
      const wrong = `${body}${(luhnDigit(body) + off) % 10}`;
      expect(masked(carrier.replace('{}', grouped(right)))).toBe(carrier.replace('{}', '[card]'));
      expect(masked(carrier.replace('{}', grouped(wrong)))).not.toContain('[card]');
    }),
  );
});

test('IBANs are found in any carrier by their check digits, and not with others', () => {
  const account = fc.stringMatching(/^\d{18}$/);
  fc.assert(
    fc.property(
      account,
      fc.constantFrom(...CARRIERS),
      fc.integer({ min: 1, max: 96 }),
      (digits, carrier, off) => {
        // ISO 7064, MOD 97-10: D is 13, E is 14.
        const check = 98 - Number(BigInt(`${digits}131400`) % 97n);
        const written = (it: number) =>
          `DE${String(it).padStart(2, '0')}${digits}`.replaceAll(/(.{4})(?=.)/g, '$1 ');
        expect(masked(carrier.replace('{}', written(check)))).toBe(carrier.replace('{}', '[iban]'));
        const other = ((check - 2 + off) % 97) + 2;
        expect(masked(carrier.replace('{}', written(other)))).not.toContain('[iban]');
      },
    ),
  );
});

const PIECES = fc.constantFrom(
  ...[
    'a@b.com',
    ' at ',
    ' dot ',
    '(at)',
    '@',
    '.',
    ' ',
    '\n',
    '+49',
    '030 1234567',
    '1',
    '12',
    '4111 1111',
    '1111 1111',
  ],
  ...[
    'DE89',
    '3704 0044',
    'tel ',
    'SSN ',
    'born ',
    '1.1.2001',
    '://',
    'http://',
    '::',
    '-',
    '/',
    '(',
    ')',
    '😀',
    '\ud83d',
  ],
  ...['١٢٣', '１２', '\u00ad', '\u202a', 'one two three ', 'seven ', '[email]', 'Z', 'NL', 'B01', '\0'],
);

test('any text: parts ascend within it, and a masked text has nothing more to mask', () => {
  const any = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(PIECES, { maxLength: 30 }).map((it) => it.join('')),
  );
  fc.assert(
    fc.property(any, (text) => {
      let from = 0;
      for (const { start, end } of masker.find(text)) {
        expect(start).toBeGreaterThanOrEqual(from);
        expect(end).toBeGreaterThan(start);
        from = end;
      }
      expect(from).toBeLessThanOrEqual(text.length);
      const once = masked(text);
      expect(masked(once)).toBe(once);
    }),
    { numRuns: 3_000 },
  );
});

test('the corpus, whose values python-stdnum and phonenumbers made, reaches the goals', () => {
  const cases = privacyCorpus();
  const results = cases.map(({ text }) => masker.find(text));
  const counts = IDENTIFIER_KINDS.map((kind) => countsOf(kind, cases, results));
  const sum = (of: (it: (typeof counts)[number]) => number) => counts.reduce((all, it) => all + of(it), 0);
  expect(sum((it) => it.found) / sum((it) => it.expected)).toBeGreaterThanOrEqual(0.98);
  expect(sum((it) => it.right) / sum((it) => it.marked)).toBeGreaterThanOrEqual(0.97);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holds, readLine } from '../../../src/analysis/replies/reply-proof.ts';
import { REPLY_WORDS } from '../../../src/analysis/replies/reply-words.ts';
import type { ReplyTemplate } from '../../../src/domain/replies/reply.ts';
import { parseReplyTemplate } from '../../../src/ingest/replies/template.ts';

const FILE = join(import.meta.dirname, '../../fixtures/reply-template.yaml');
const parse = (text: string): ReplyTemplate =>
  parseReplyTemplate(text, { usual: REPLY_WORDS, holds }, (detail) => new Error(detail));

test('a template has facts by topic, and openers of its language', () => {
  const template = parse(readFileSync(FILE, 'utf8'));
  expect(template).toMatchObject({
    ...{ language: 'en', greeting: 'Hello,', signOff: 'Kind regards\nYour shop' },
    facts: [
      { topic: 'Repairs', text: 'Seams are repaired by our tailor.' },
      { topic: 'Returns', text: 'You can return any item within 30 days.' },
    ],
    openers: REPLY_WORDS.en!.openers,
  });
});

test.each([
  ['greeting: Hello', 'language'],
  ['language: english', 'language'],
  ['language: en\nfact: {}', 'fact'],
  ['language: en\nfacts: [a]', 'facts'],
  ['language: en\nfacts: {Money: We refund you at once.}\nforbidden: [refunds]', 'Money has forbidden words'],
  ['language: fi', 'openers'],
  ['language: [en', 'line 1'],
  ['a: &a [x]\nb: *a', 'alias'],
  ['', 'the file'],
  [`language: en\nfacts: {A: ["${Array(101).fill('a').join('", "')}"]}`, '100 facts'],
])('refused with its reason: %j', (text, reason) => {
  expect(() => parse(text)).toThrow(reason);
});

const TEMPLATE = parse(readFileSync(FILE, 'utf8'));
const read = (text: string, named: readonly number[] = [0]) => {
  const found = readLine({ text, named }, TEMPLATE, 2);
  return typeof found === 'string' ? found : `${found.kind}: ${found.about}`;
};

test.each<[string, readonly number[], string]>([
  ['We are sorry that the zipper broke.', [0], 'comment: the zipper broke.'],
  ['We are sorry to read that the zipper broke.', [0], 'comment: the zipper broke.'],
  ['Thank you for your comment.', [], 'courtesy: '],
  ['Seams are repaired by our tailor.', [2], 'fact: '],
  ['Seams are repaired.', [2], 'misquoted'],
  ['Seams are repaired by our tailor.', [2, 3], 'unnamed'],
  ['Seams are repaired by our tailor.', [4], 'unnamed'],
  ['Seams are repaired by our tailor.', [0], 'form'],
  ['The zipper broke.', [0], 'form'],
  ['We are sorry that we lost it.', [0], 'promise'],
  ['We are sorry that you will get a new one.', [0], 'promise'],
  ['We are sorry that it broke, you get a new one.', [0], 'promise'],
  ['We are sorry that it broke. You get a new one.', [0], 'promise'],
  ['You write that you want a refund.', [0], 'forbidden'],
  ['You write that you want your MONEY, back.', [0], 'promise'],
  ['You write that you want your MONEY BACK!', [0], 'forbidden'],
])('%j naming %j is read as %s', (text, named, expected) => {
  expect(read(text, named)).toBe(expected);
});

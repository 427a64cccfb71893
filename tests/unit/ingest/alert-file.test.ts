import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { openAlertFile, readAlertFile } from '../../../src/ingest/alerts/alert-file.ts';
import { ROOT } from '../../support/cli.ts';

const refusal = (text: string): string => {
  try {
    readAlertFile(text, 'a.yaml');
  } catch (error) {
    if (error instanceof VerbatimError && error.code === 'ALERT_RULES_INVALID') return error.message;
    throw error;
  }
  throw new Error('it was taken');
};
const rule = (lines: string) => `rules:\n  - name: A\n    ${lines.replaceAll('\n', '\n    ')}\n`;
const channel = (lines: string) => `channels:\n  - name: c\n    ${lines.replaceAll('\n', '\n    ')}\n`;

test('a typing error is refused with its line, its column and what may have been meant', () => {
  for (const [text, said] of [
    [
      rule('wach: topic'),
      /^a\.yaml, line 3, column 5: the rule "A": there is no field wach.*did you mean watch\?\.$/,
    ],
    [
      rule('watch: topik'),
      /^a\.yaml, line 3, column 12: the rule "A": watch is topic, theme.*did you mean topic\?\.$/,
    ],
    [rule('watch: topic\nmeasure: complaint'), /line 4, column 14: .*did you mean complaints\?/],
    [rule('watch: topic\ndirection: upp'), /line 4, column 16: .*did you mean up\?/],
    [
      rule('watch: volume\nmeasure: negative'),
      /line 4, column 14: .*a rule that watches volume has no measure/,
    ],
    [
      rule('watch: sentiment\nmeasure: share'),
      /line 4, column 14: .*the measure of sentiment is negative or positive/,
    ],
    [rule('watch: topic\npeople: 5'), /line 4, column 13: .*people: too small/],
    [rule('watch: topic\ndays: seven'), /line 4, column 11: .*days: invalid input/],
    ['rules:\n  - watch: topic\n', /line 2, column 5: rule 1: name is missing/],
    [
      'rules:\n  - name: A\n    watch: topic\n  - name: A\n    watch: theme\n',
      /line 4, column 11: .*given twice/,
    ],
    ['ruls:\n  - a\n', /line 1, column 1: there is no field ruls.*did you mean rules\?/],
    ['rules: 3\n', /line 1, column 8/],
    ['rules: [\n', /line 2, column 1: it is not YAML/],
    ['- a\n', /it is no map/],
    ['', /it is no map/],
    ['a: &x [1]\nrules: *x\n', /an alias/],
    [rule('watch: topic\nwatch: theme'), /line 4, column 5: it is not YAML \(DUPLICATE_KEY\)/],
    [channel('kind: slak\naddress: x'), /line 3, column 11: .*did you mean slack\?/],
    [channel('kind: webhook\nadress: http://a/'), /line 4, column 5: .*did you mean address\?/],
  ] as const) {
    expect(refusal(text)).toMatch(said);
  }
});

test('a secret in clear is refused, and a name of a header is none', () => {
  const reference = `\${HOOK}`;
  expect(refusal(channel('kind: slack\naddress: https://hooks.slack.com/services/T/B/x'))).toMatch(
    /line 4, column 14: .*write it as \$\{NAME\}/,
  );
  expect(refusal(channel('kind: teams\naddress: https://prod.logic.azure.com/x'))).toMatch(/write it as/);
  for (const address of ['smtp://u:p@h', `smtp://\${U}:p@h`, 'smtps://u:p%40@h:465']) {
    expect(refusal(channel(`kind: email\naddress: ${address}\nfrom: a@b\nto: c@d`))).toMatch(
      /secret in clear/,
    );
  }
  expect(refusal(channel('kind: webhook\naddress: https://u:p@h/'))).toMatch(/secret in clear/);
  expect(refusal(channel('kind: webhook\naddress: https://h/\nsecret: abc'))).toMatch(/write|not written as/);
  expect(refusal(channel('kind: email\naddress: smtp://h\nfrom: a@b\nto: "c@d\\nBcc: e@f"'))).toMatch(
    /line 6, column 9/,
  );
  const good = channel(`kind: slack\naddress: ${reference}`) + rule(`watch: topic\nof: Delivery\nto: c`);
  expect(readAlertFile(good, 'a.yaml')).toMatchObject({
    channels: [{ name: 'c', quotes: 0, address: reference }],
    rules: [
      { name: 'A', measure: 'complaints', of: ['Delivery'], people: 20, days: 7, direction: 'up', to: ['c'] },
    ],
  });
});

test('the shipped rules are read', async () => {
  const { rules, channels } = await openAlertFile(join(ROOT, 'catalogue/alerts/rules.yaml'));
  expect([rules.length, channels.length]).toEqual([10, 0]);
  await expect(openAlertFile('nowhere.yaml')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

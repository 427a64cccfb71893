import { printable } from '../formats/cell-text.ts';
import type { Notice } from './notice.ts';

/** One line, without controls; the characters that Slack reads as links and mentions are escaped. */
export const slackText = (text: string): string =>
  printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\s+/g, ' ');

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 2_900) } });

/** A message of Slack (blocks), with a plain text for notifications. */
export const slackMessage = ({ heading, items, more }: Notice): object => ({
  text: slackText(heading),
  blocks: [
    { type: 'header', text: { type: 'plain_text', text: printable(heading).slice(0, 150), emoji: false } },
    ...items.map(({ title, text, quotes, link }) =>
      section(
        [
          `*${slackText(title)}*`,
          slackText(text),
          ...quotes.map((quote) => `> ${slackText(quote)}`),
          // A link is of our own address; its query is encoded.
          ...(link === null ? [] : [`<${slackText(link)}|Look at the comments>`]),
        ].join('\n'),
      ),
    ),
    ...(more === null ? [] : [section(slackText(more))]),
  ],
});

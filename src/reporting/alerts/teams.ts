import { printable } from '../formats/cell-text.ts';
import type { Notice } from './notice.ts';

const run = (text: string, style: object = {}) => ({ type: 'TextRun', text: printable(text), ...style });
/** Its text is not read as Markdown, so names can hold no link and no mention. */
const plain = (text: string, style: object = {}, more: object = {}) => ({
  ...{ type: 'RichTextBlock', inlines: [run(text, style)], ...more },
});

/** A message for a workflow of Teams, "When a webhook request is received": one adaptive card. */
export const teamsMessage = ({ heading, items, more }: Notice): object => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        ...{
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
        },
        fallbackText: printable(heading),
        body: [
          plain(heading, { weight: 'Bolder', size: 'Large' }),
          ...items.map(({ title, text, quotes, link }) => ({
            type: 'Container',
            separator: true,
            items: [
              plain(title, { weight: 'Bolder' }),
              plain(text),
              ...quotes.map((quote) => plain(quote, { italic: true, isSubtle: true })),
              ...(link === null
                ? []
                : [
                    {
                      type: 'ActionSet',
                      actions: [{ type: 'Action.OpenUrl', title: 'Look at the comments', url: link }],
                    },
                  ]),
            ],
          })),
          ...(more === null ? [] : [plain(more, { isSubtle: true })]),
        ],
      },
    },
  ],
});

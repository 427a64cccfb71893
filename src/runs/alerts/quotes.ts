import { timesOf } from '../../analysis/digest/period.ts';
import type { Quote } from '../../analysis/source-segment.ts';
import type { StoredAlert } from '../../db/alerts/alerts.ts';
import type { Database } from '../../db/client.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { quotesFor } from '../digest/subject-lists.ts';

/** Sentences that an alert about a topic or a theme is about, as they are stored: masked. None of others. */
export async function alertQuotes(database: Database, alert: StoredAlert, most: number): Promise<Quote[]> {
  const { topicId, themeId, measure, source, firstDay: first, lastDay: last } = alert;
  const id = topicId ?? (themeId === null ? null : String(themeId));
  const model = id === null ? null : await feedbackModel(database, null);
  if (id === null || !model) return [];
  const side = measure === 'praise' ? 'positive' : 'negative';
  const selection = { ...timesOf({ name: 'alert', first, last }), ...(source === null ? {} : { source }) };
  const kind = topicId === null ? 'theme' : 'topic';
  const take = await quotesFor(database, model.id, kind, selection, [{ id, side }]);
  return take(id, side, most);
}

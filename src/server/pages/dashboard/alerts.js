// What rules of alerts found and nobody has resolved. Names come from feedback and go in as text.
import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { plural, timeText } from '../shell/numbers.js';
import { Problem } from '../shell/problem.js';
import { send, useAnswer } from '../shell/server.js';
import { addressWith } from './address.js';

const SNOOZE_DAYS = 7;
/** Alerts that are shown at first. */
const MOST = 5;
const SIDES = { complaints: 'negative', negative: 'negative', praise: 'positive', positive: 'positive' };

export function Alerts() {
  const [version, setVersion] = useState(0);
  const [all, setAll] = useState(false);
  const [said, setSaid] = useState('');
  const title = useRef(null);
  const { answer } = useAnswer('/alerts', {}, version);
  if (!answer || (answer.total === 0 && said === '')) return null;
  const shown = all ? answer.alerts : answer.alerts.slice(0, MOST);
  const changed = (text) => {
    setSaid(text);
    setVersion((before) => before + 1);
    // The button that was pressed is gone.
    title.current?.focus();
  };
  return html`<section class="card alerts" aria-labelledby="alerts-title">
    <h2 id="alerts-title" tabindex="-1" ref=${title}>${answer.total === 0 ? 'No open alert' : plural(answer.total, 'open alert')}</h2>
    <p class="sub" role="status">${said}</p>
    ${shown.length > 0 && html`<ul class="plain">${shown.map((alert) => html`<${Alert} key=${alert.id} ...${{ alert, may: answer.edits, changed }} />`)}</ul>`}
    ${shown.length < answer.alerts.length && html`<button type="button" class="small" onClick=${() => setAll(true)}>Show all</button>`}
  </section>`;
}

function Alert({ alert, may, changed }) {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const { id, title, text, state, snoozedUntil, foundAt, rule } = alert;
  const heading = `alert-${id}`;
  const edit = async (path, body, done) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await send('POST', `/alerts/${id}/${path}`, body);
      changed(done);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  const snooze = () =>
    edit('snooze', { days: SNOOZE_DAYS }, `“${title}” is snoozed for ${SNOOZE_DAYS} days.`);
  const resolve = () => edit('resolve', {}, `“${title}” is resolved.`);
  return html`<li>
    <h3 id=${heading}><a href=${addressOf(alert)}>${title}</a></h3>
    <p>${text}</p>
    <p class="sub">${state === 'snoozed' ? `Snoozed until ${timeText(snoozedUntil)}` : `Found ${timeText(foundAt)}`} by the rule “${rule}”</p>
    ${problem && html`<${Problem} error=${problem} />`}
    ${
      may &&
      html`<p class="actions">
      <button type="button" class="small" aria-describedby=${heading} aria-disabled=${busy} onClick=${snooze}>Snooze for ${SNOOZE_DAYS} days</button>
      <button type="button" class="small" aria-describedby=${heading} aria-disabled=${busy} onClick=${resolve}>Resolve</button>
    </p>`
    }
  </li>`;
}

const addressOf = ({ firstDay, lastDay, source, topicId, themeId, measure, findingId }) =>
  addressWith({
    ...{ period: findingId === null ? `${firstDay}..${lastDay}` : null, source },
    ...{
      topic: topicId,
      theme: themeId === null ? null : String(themeId),
      sentiment: SIDES[measure] ?? null,
    },
  });

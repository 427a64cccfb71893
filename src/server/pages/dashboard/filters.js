// The filters: each change is a new address.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { useAnswer } from '../shell/server.js';
import { addressWith, go, NO_FILTERS } from './address.js';
import { questionOf } from './question.js';

const PERIODS = {
  '4w': 'Last 4 weeks',
  '12w': 'Last 12 weeks',
  '26w': 'Last 26 weeks',
  '12m': 'Last 12 months',
  all: 'All',
};
const SENTIMENTS = { negative: 'Negative', neutral: 'Neutral', positive: 'Positive', mixed: 'Mixed' };

export function Filters({ address, figures, topics }) {
  const { state, period, themes, themeName, topicName } = figures;
  const custom = !(period.name in PERIODS);
  const [dates, setDates] = useState(custom);
  const pick = (name) => (event) => go({ [name]: event.target.value || null });
  const pickPeriod = (event) => {
    setDates(event.target.value === 'dates');
    if (event.target.value !== 'dates') go({ period: event.target.value });
  };
  const listed = themes.map(({ id, name }) => ({ id: String(id), name }));
  if (address.theme && !listed.some(({ id }) => id === address.theme)) {
    listed.push({ id: address.theme, name: themeName ?? `Theme ${address.theme}` });
  }
  const subjects = topics.map(({ id, name, level }) => ({ id, name: `${'\u2003'.repeat(level)}${name}` }));
  if (address.topic && !topics.some(({ id }) => id === address.topic)) {
    subjects.push({ id: address.topic, name: topicName ?? 'Unknown topic' });
  }
  const filtered = Object.keys(NO_FILTERS).some((name) => address[name]);
  return html`<form class="filters" role="search" aria-label="Filters" onSubmit=${(event) => event.preventDefault()}>
    <label>Period
      <select id="period" value=${dates || custom ? 'dates' : period.name} onChange=${pickPeriod} disabled=${!state.lastDay}>
        ${Object.entries(PERIODS).map(([name, text]) => html`<option value=${name}>${text}</option>`)}
        <option value="dates">From … to …</option>
      </select>
    </label>
    ${(dates || custom) && html`<${Dates} period=${period} span=${state} />`}
    <label>Source
      <select id="source" value=${address.source ?? ''} onChange=${pick('source')}>
        <option value="">All sources</option>
        ${known(state.sources, address.source).map((name) => html`<option value=${name}>${name}</option>`)}
      </select>
    </label>
    <label>Attribute
      <select id="attribute" value=${address.attribute ?? ''} onChange=${(event) => go({ attribute: event.target.value || null, value: null })}>
        <option value="">Any</option>
        <${Attributes} state=${state} chosen=${address.attribute} />
      </select>
    </label>
    ${address.attribute && html`<${Value} address=${address} key=${address.attribute} />`}
    ${
      subjects.length > 0 &&
      html`<label>Topic
      <select id="topic" value=${address.topic ?? ''} onChange=${pick('topic')}>
        <option value="">All topics</option>
        ${subjects.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
      </select>
    </label>`
    }
    <label>Theme
      <select id="theme" value=${address.theme ?? ''} onChange=${pick('theme')} disabled=${listed.length === 0}>
        <option value="">All themes</option>
        ${listed.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
      </select>
    </label>
    <label>Sentiment
      <select id="sentiment" value=${address.sentiment ?? ''} onChange=${pick('sentiment')}>
        <option value="">Any</option>
        ${Object.entries(SENTIMENTS).map(([name, text]) => html`<option value=${name}>${text}</option>`)}
      </select>
    </label>
    ${
      figures.quotes &&
      html`<label>State
      <select id="handled" value=${address.handled ?? ''} onChange=${pick('handled')}>
        <option value="">All</option>
        <option value="open">Open</option>
        <option value="handled">Handled</option>
      </select>
    </label>`
    }
    ${filtered && html`<a class="clear" href=${addressWith(NO_FILTERS)}>Clear filters</a>`}
  </form>`;
}

const known = (names, chosen) => (!chosen || names.includes(chosen) ? names : [...names, chosen]);

/** Attributes as options: those that nightly runs count by, and those that are counted on request. */
export function Attributes({ state, chosen }) {
  const others = known(state.uncounted, state.counted.includes(chosen) ? null : chosen);
  const options = (names) => names.map((name) => html`<option value=${name}>${name}</option>`);
  return html`
    ${state.counted.length > 0 && html`<optgroup label="Counted by nightly runs">${options(state.counted)}</optgroup>`}
    ${others.length > 0 && html`<optgroup label="Counted on request, slower">${options(others)}</optgroup>`}`;
}

function Dates({ period, span }) {
  const [first, setFirst] = useState(period.first ?? span.firstDay ?? '');
  const [last, setLast] = useState(period.last ?? span.lastDay ?? '');
  useEffect(() => {
    setFirst(period.first ?? span.firstDay ?? '');
    setLast(period.last ?? span.lastDay ?? '');
  }, [period.name]);
  const take = () => {
    if (first && last && first <= last) go({ period: `${first}..${last}` });
  };
  return html`
    <label>From <input id="from" type="date" value=${first} onInput=${(event) => setFirst(event.target.value)} onBlur=${take} /></label>
    <label>To <input id="to" type="date" value=${last} min=${first} onInput=${(event) => setLast(event.target.value)} onBlur=${take} /></label>`;
}

/** One value of an attribute: those with most comments are offered, others are found by typing. */
function Value({ address }) {
  const [typed, setTyped] = useState(address.value ?? '');
  const [searched, setSearched] = useState('');
  useEffect(() => setTyped(address.value ?? ''), [address.value]);
  useEffect(() => {
    const timer = setTimeout(() => setSearched(typed === address.value ? '' : typed), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const { attribute: _, value: __, ...others } = questionOf(address);
  const { answer } = useAnswer('/dashboard/breakdown', {
    ...{ ...others, by: address.attribute, limit: '20' },
    ...(searched ? { search: searched.slice(0, 100) } : {}),
  });
  return html`<label>Value
    <input id="value" list="values" value=${typed} placeholder="Any; type to search" autocomplete="off"
      onInput=${(event) => setTyped(event.target.value)} onChange=${(event) => go({ value: event.target.value || null })} />
    <datalist id="values">
      ${answer?.values.filter(({ value }) => value !== null).map(({ value, feedback }) => html`<option value=${value}>${feedback}</option>`)}
    </datalist>
  </label>`;
}

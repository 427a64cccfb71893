// The comment: its text with the sentences, where it comes from, and why it is shown.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { timeText } from '../shell/numbers.js';
import { answerText } from './session.js';

export function Comment({ comment, sentence, choose }) {
  const article = useRef(null);
  const id = comment.feedbackId;
  // Screen readers read what gets the focus.
  useEffect(() => {
    const box = article.current;
    if (box.ownerDocument.querySelector('dialog[open]')) return;
    (box.querySelector('[aria-pressed=true]') ?? box).focus();
  }, [id, sentence]);
  return html`<article id="comment" class="card" tabindex="-1" ref=${article} aria-labelledby="comment-title" aria-describedby="text">
    <h2 id="comment-title" class="where">${whyText(comment)}</h2>
    <blockquote id="text" lang=${comment.language ?? undefined}>${partsOf(comment).map(({ text, at }) =>
      at === undefined ? text : html`<${Sentence} key=${at} ...${{ comment, at, text, sentence, choose }} />`,
    )}${comment.cut ? ' …' : ''}</blockquote>
    <p class="where">${placeText(comment)}</p>
    <p class="answer">${comment.hidden ? 'The answer of the model is shown after your label, so that it does not lead you.' : html`${answerText(comment)}${comment.answer?.toxic ? ' Toxic.' : ''}`}
      ${comment.others > 0 && html` <span class="quiet">${comment.others === 1 ? 'One other person has' : `${comment.others} others have`} labelled it.</span>`}</p>
  </article>`;
}

function Sentence({ comment, at, text, sentence, choose }) {
  const own = labelAt(comment, 'sentiment', comment.sentences[at].start);
  const model = comment.sentences[at].sentiment;
  const said = own ? `you: ${own.value}` : model && `model: ${model}`;
  return html`<span role="button" tabindex="-1" class=${`sentence ${own?.value ?? model ?? ''} ${own ? 'own' : ''}`} aria-pressed=${at === sentence}
    onClick=${() => choose(at)} onKeyDown=${(event) => {
      if (event.key !== ' ' && event.key !== 'Enter') return;
      event.preventDefault();
      choose(at);
    }}>${text}${said && html`<small> ${said}</small>`}</span>`;
}

/** The label of this person; @param start of the sentence, null: the comment as a whole */
export const labelAt = ({ labels }, task, start) =>
  labels.find((label) => label.task === task && label.start === start && label.value !== null);

/** The text in pieces: sentences, and what is between them. Offsets count code points. */
function partsOf({ text, sentences }) {
  const signs = Array.from(text);
  const parts = [];
  let end = 0;
  sentences.forEach((sentence, at) => {
    if (sentence.start < end || sentence.end > signs.length) return;
    parts.push({ text: signs.slice(end, sentence.start).join('') });
    parts.push({ text: signs.slice(sentence.start, sentence.end).join(''), at });
    end = sentence.end;
  });
  return [...parts, { text: signs.slice(end).join('') }];
}

function whyText({ item }) {
  if (!item) return 'A comment that you chose';
  if (item.random) return 'A random comment, to measure how often the model is right';
  return `Worth a look: ${item.reasons.join(', ') || 'no reason is stored'}`;
}

function placeText({ rating, best, at, source, externalId, language }) {
  return [
    rating !== null && `rated ${rating}${best === null ? '' : ` of ${best}`}`,
    `source ${source}`,
    at && timeText(at),
    externalId !== null && `id ${externalId}`,
    language && `language ${language}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

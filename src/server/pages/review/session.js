// What a person looks at: the comment now, those fetched ahead, and those before it.
import { call, send } from '../shell/server.js';
import { openOutbox } from './outbox.js';

const AHEAD = 6;

/** @param render called with each new state */
export function openSession(labeller, render) {
  let state = { current: null, sentence: null, ahead: [], past: [], progress: null, ended: false };
  // Comments that were labelled here: the server may not have the label yet when it is asked for more.
  const labelled = new Set();
  let last = null;
  let fetching = false;
  let stamp = 0;

  const set = (change) => {
    state = { ...state, ...change };
    render(state);
  };
  const say = (text) => {
    stamp += 1;
    set({ said: { text, stamp } });
  };
  const fail = (error) => set({ error });
  const replace = (comment) => {
    const newer = (it) => (it?.feedbackId === comment.feedbackId ? comment : it);
    set({ current: newer(state.current), past: state.past.map(newer), ahead: state.ahead.map(newer) });
  };

  const outbox = openOutbox({
    sent: ({ change, comment, progress }) => {
      set({ progress });
      // Later labels of the comment may be on their way: only the answer of the model is news.
      const shown = [state.current, ...state.past].find((it) => it?.feedbackId === comment.feedbackId);
      if (shown) replace({ ...comment, labels: shown.labels });
      if (change.sentence || change.task !== 'sentiment' || !change.changed) return;
      say(`Stored: ${change.value}. ${answerText(comment)}`);
    },
    refused: (error) => {
      fail(error);
      say('The last label was not stored.');
    },
    waiting: (waiting, error) => set({ waiting, lost: error }),
  });

  /** Asks for more before the last one is shown; after the end once more from the start, for those left out. */
  async function fill() {
    if (fetching || state.ahead.length >= AHEAD - 1) return;
    fetching = true;
    try {
      for (const after of last === null ? [null] : [last, null]) {
        const body = { labeller, limit: AHEAD, ...(after !== null && { after }) };
        const { comments, ...progress } = await send('POST', '/review/next', body);
        const shown = new Set([state.current, ...state.ahead].map((it) => it?.feedbackId));
        const fresh = comments.filter(({ feedbackId: id }) => !shown.has(id) && !labelled.has(id));
        if (comments.length > 0) last = comments.at(-1).item.id;
        // Later, answers to labels have it: this one may be older than they are.
        if (!state.progress) set({ progress });
        set({ ended: fresh.length === 0 && state.ahead.length === 0, unread: null });
        if (fresh.length === 0) continue;
        set({ ahead: [...state.ahead, ...fresh] });
        if (!state.current) step();
        break;
      }
    } catch (error) {
      set({ unread: error });
      // Without a code nobody answered.
      if (!error.code) setTimeout(fill, 5_000);
    }
    fetching = false;
  }

  function release(comments) {
    const held = comments.filter((it) => it?.item && !it.item.done && !labelled.has(it.feedbackId));
    if (held.length === 0) return;
    const body = { labeller, items: held.map(({ item }) => item.id) };
    // Otherwise they are free after 15 minutes.
    send('POST', '/review/release', body, null, { keepalive: true }).catch(() => {});
  }

  function step() {
    const [current = null, ...ahead] = state.ahead;
    const past = state.current ? [...state.past.slice(-50), state.current] : state.past;
    set({ current, ahead, past, sentence: null, error: null });
    fill();
  }

  /** Shows a comment now; the one before it comes next. */
  function show(comment) {
    const others = (list) => list.filter(({ feedbackId }) => feedbackId !== comment.feedbackId);
    const ahead = state.current ? others([state.current, ...state.ahead]) : state.ahead;
    set({ current: comment, ahead, past: others(state.past), sentence: null });
  }

  return {
    async start(comment) {
      for (const { task, sentence, comment: id } of outbox.pending()) {
        if (task === 'sentiment' && !sentence) labelled.add(id);
      }
      outbox.flush();
      if (comment) {
        await call(`/review/comments/${encodeURIComponent(comment)}`, { labeller }).then(show, fail);
      }
      await fill();
    },
    /** A label of the selected sentence, else of the comment, after whose sentiment the next one is shown. */
    label(task, wanted, reason) {
      const { current, sentence } = state;
      if (!current) return;
      const part = sentence === null ? null : current.sentences[sentence];
      const place = { start: part?.start ?? null, end: part?.end ?? null };
      const same = (it) => it.task === task && it.start === place.start;
      const others = current.labels.filter((it) => !same(it));
      // The same answer again withdraws it; the same sentiment goes on.
      const again = task !== 'sentiment' && current.labels.find(same)?.value === wanted;
      const value = again ? null : wanted;
      replace({ ...current, labels: [...others, { task, value, reason: reason || null, ...place }] });
      outbox.add({
        ...{ labeller, comment: current.feedbackId, document: current.documentId, model: current.modelId },
        ...{ task, value, sentence: part && place, reason: reason || null, from: 'page' },
      });
      if (task !== 'sentiment')
        return say(`${task === 'toxicity' ? 'Toxic' : 'Topic'}: ${value ?? 'withdrawn'}.`);
      if (part) {
        const next = Math.min(sentence + 1, current.sentences.length - 1);
        set({ sentence: next });
        return say(`Sentence ${sentence + 1}: ${value}.`);
      }
      labelled.add(current.feedbackId);
      step();
    },
    next() {
      if (!state.current) return fill();
      release([state.current]);
      step();
    },
    /** The page is closed: others may get what was fetched ahead. */
    leave: () => release([state.current, ...state.ahead]),
    async back() {
      const before = state.past.at(-1);
      if (!before) return say('There is no comment before this one.');
      show(before);
      await call(`/review/comments/${before.feedbackId}`, { labeller }).then(replace, fail);
    },
    async undo() {
      await outbox.flush();
      try {
        const { change, comment, progress } = await send('POST', '/review/undo', { labeller });
        labelled.delete(comment.feedbackId);
        if (comment.feedbackId === state.current?.feedbackId) replace(comment);
        else show(comment);
        const at = comment.sentences.findIndex(({ start }) => start === change.sentence?.start);
        set({ sentence: at < 0 ? null : at, error: null, progress });
        say(`Undone: ${change.former ?? 'withdrawn'}${change.value ? `, again ${change.value}` : ''}.`);
      } catch (error) {
        if (error.code !== 'LABEL_UNDO_NONE') return fail(error);
        say('There is nothing to undo.');
      }
    },
    /** @param step 1: the sentence after the selected one, -1: before; 0: the comment as a whole */
    select(step) {
      const { current, sentence } = state;
      if (!current?.sentences.length) return;
      const next = (sentence ?? (step > 0 ? -1 : current.sentences.length)) + step;
      set({ sentence: step === 0 || !current.sentences[next] ? null : next });
    },
    choose: (sentence) => set({ sentence: sentence === state.sentence ? null : sentence }),
  };
}

export function answerText({ answer }) {
  if (!answer) return 'The model has not judged it.';
  return `The model: ${answer.sentiment}, ${Math.round(answer.confidence * 100)} % sure.`;
}

// The upload page: choose, check, import. Everything it shows of a file goes in as text, never as HTML.
import { keepKey, keyHeaders, withTabKey } from '/assets/shell/tab-key.js';

const FIELDS = {
  text: 'Text',
  id: 'Id',
  rating: 'Rating',
  time: 'Time',
  clock: 'Time of day',
  language: 'Language',
  author: 'Author',
};
const STATES = {
  receiving: 'Receiving',
  queued: 'Waiting for its turn',
  running: 'Importing',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  broken_off: 'Broken off',
};
const COUNTS = {
  read: 'Rows read',
  accepted: 'New',
  duplicates: 'Already known',
  changed: 'Changed',
  rejected: 'Rejected',
  erased: 'Of erased people',
  withoutText: 'Without text',
};
/** Kinds of what is masked. */
const MASKED = {
  email: 'e-mail addresses',
  phone: 'phone numbers',
  iban: 'IBANs',
  card: 'card numbers',
  tax_id: 'tax numbers',
  identity_number: 'identity numbers',
  ip: 'IP addresses',
  url: 'URLs with user data',
  birth_date: 'dates of birth',
};
/** How the file is read. */
const READING = ['encoding', 'delimiter', 'header', 'header-lines', 'dates', 'decimal', 'preset'];
/** What a person may say of the column beside it: field of the page → its setting. */
const SAID = { asks: 'asks', scale: 'scale', 'time-zone': 'timeZone' };
const SKIPPED = {
  title: 'title',
  repeated_header: 'repeated header',
  comment_line: 'comment',
  total: 'total',
};
const DELIMITERS = { '\t': 'tab', ',': 'comma', ';': 'semicolon', '|': 'bar' };
// Of a larger file the beginning is looked at.
const SAMPLE_BYTES = 8 * 1024 * 1024;
const LIMIT = Number(document.querySelector('meta[name=upload-limit]').content);

const $ = (id) => document.getElementById(id);
const whole = (value) => new Intl.NumberFormat('en').format(value);
const show = (id, visible) => {
  $(id).hidden = !visible;
};

function element(tag, text, properties = {}) {
  const made = Object.assign(document.createElement(tag), properties);
  made.textContent = text;
  return made;
}

let file = null;
/** Field → position, once the user changed it; null: as detected. */
let mapping = null;
/** Whether the rating asks to recommend, once somebody changed it; null: as detected. */
let nps = null;
let idempotencyKey = '';
/** Grows with each preview; the answer to an older one is not shown. */
let asked = 0;
/** The import on show. */
let current = null;

// --- Talking to the server

async function call(path, options = {}) {
  const send = (key) => fetch(path, { ...options, headers: keyHeaders(key) });
  const answer = await withTabKey(send, askForKey);
  if (answer.ok) return answer;
  throw await problemOf(answer);
}

async function problemOf(answer) {
  const { error } = await answer.json().catch(() => ({}));
  return new Error(error ? `${error.message} ${error.fix}` : `The server answered ${answer.status}.`);
}

let keyGiven = null;
function askForKey(refused) {
  if (keyGiven) return keyGiven.promise;
  keyGiven = Promise.withResolvers();
  show('key-error', refused);
  show('key-form', true);
  $('key').value = '';
  $('key').focus();
  return keyGiven.promise;
}

$('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  keepKey($('key').value.trim());
  show('key-form', false);
  const given = keyGiven;
  keyGiven = null;
  given?.resolve();
});

function alertOf(error) {
  $('alert').textContent = error ? error.message : '';
  show('alert', Boolean(error));
}

// --- 1. Choose

$('file').addEventListener('change', () => choose($('file').files[0]));
for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    $('drop').classList.toggle('over', name === 'dragenter' || name === 'dragover');
    if (name === 'drop') choose(event.dataTransfer.files[0]);
  });
}

async function choose(chosen) {
  if (!chosen || current) return;
  file = chosen;
  [mapping, nps] = [null, null];
  for (const id of [...READING, ...Object.keys(SAID), 'source']) $(id).value = '';
  show('check', false);
  $('chosen').textContent = `${file.name}, ${size(file.size)}`;
  alertOf(null);
  if (file.size > LIMIT) return alertOf(new Error(`The file is larger than ${size(LIMIT)}.`));
  await look();
  if (!$('check').hidden) $('check-title').focus();
}

const size = (bytes) =>
  bytes < 1_048_576 ? `${whole(Math.ceil(bytes / 1024))} KB` : `${whole(Math.round(bytes / 1_048_576))} MB`;

// --- 2. Check

function formOf(content) {
  const form = new FormData();
  for (const id of [...READING, 'source']) if ($(id).value) form.set(id, $(id).value);
  // Lines say more than that there is a header.
  if ($('header-lines').value) form.set('header', $('header-lines').value.trim());
  form.delete('header-lines');
  for (const [id, setting] of Object.entries(SAID))
    if ($(id).value.trim()) form.set(setting, $(id).value.trim());
  if (nps !== null) form.set('nps', nps);
  if (mapping) form.set('map', JSON.stringify(mapping));
  form.set('file', content, file.name);
  return form;
}

/** The whole file, or its first lines. */
async function sample() {
  if (file.size <= SAMPLE_BYTES || /\.(gz|json)$/i.test(file.name)) return file;
  const bytes = new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer());
  return new Blob([bytes.subarray(0, bytes.lastIndexOf(10) + 1 || bytes.length)]);
}

async function look() {
  const mine = ++asked;
  $('start').disabled = true;
  try {
    const content = await sample();
    const answer = await call('/imports?dryRun=true', { method: 'POST', body: formOf(content) });
    const found = await answer.json();
    if (mine !== asked) return;
    idempotencyKey = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join(
      '-',
    );
    alertOf(found.problem && new Error(`${found.problem.message} ${found.problem.fix}`));
    showFound(found, content === file);
  } catch (error) {
    if (mine === asked) alertOf(error);
  }
}

function showFound(found, complete) {
  const { counts } = found;
  const parts = counts && [
    [counts.read, 'rows'],
    [counts.accepted, 'new'],
    [counts.changed, 'changed'],
    [counts.duplicates, 'already known'],
    [counts.rejected, 'rejected'],
  ];
  const rows = parts
    ? `${complete ? '' : 'In its beginning: '}${parts
        .filter(([count], at) => count > 0 || at < 2)
        .map(([count, what]) => `${whole(count)} ${what}`)
        .join(', ')}.`
    : '';
  const how =
    found.format === 'csv'
      ? `delimiter ${DELIMITERS[found.delimiter] ?? found.delimiter}, ${found.header ? 'with' : 'without'} a header row`
      : found.format.toUpperCase();
  $('found').textContent = `${found.encoding}, ${how}. ${rows}`;
  for (const id of ['encoding', 'delimiter', 'header', 'header-lines'])
    $(id).disabled = found.format !== 'csv';
  $('source').placeholder = found.source ?? '';
  showPreset(found);
  showMapping(found);
  showSkipped(found);
  showRows(found);
  $('start').disabled = counts === null;
  show('check', true);
}

/** The export of a tool that was recognised, and the tools that the user may say instead. */
function showPreset({ preset, presets }) {
  $('preset-said').textContent = preset ? preset.sentences.join(' ') : '';
  show('preset-said', preset !== null);
  const chosen = $('preset').value;
  const [detect, none] = ['', 'none'].map((value) => $('preset').querySelector(`option[value="${value}"]`));
  const tools = presets.map(({ name, title }) => element('option', title, { value: name }));
  $('preset').replaceChildren(detect, ...tools, none);
  $('preset').value = chosen;
}

function showMapping(found) {
  const { names, positions, attributes, ignored, byContent, unparsed, titled, notes } = found;
  const { dropped, hashed, masked } = found;
  const focused = document.activeElement?.id;
  showSaid(found);
  for (const [field, name] of Object.entries(FIELDS)) {
    const select = element('select', '', { id: `map-${field}` });
    const none = element('option', field === 'text' ? 'Choose a column' : 'None', { value: '' });
    const options = names.map((column, at) => element('option', column, { value: `#${at + 1}` }));
    select.append(none, ...options);
    select.value = positions[field]?.length ? `#${positions[field][0]}` : (mapping?.[field] ?? '');
    select.addEventListener('change', () => {
      const chosen = Object.keys(FIELDS).map((key) => [key, $(`map-${key}`).value]);
      mapping = Object.fromEntries(chosen);
      // Several texts stay, until another one is chosen.
      if (field !== 'text' && positions.text?.length > 1) mapping.text = positions.text.map((at) => `#${at}`);
      look();
    });
    const content = byContent.includes(field);
    const how = content ? [element('small', 'found by what it holds', { className: 'hint' })] : [];
    const more = (positions[field]?.length ?? 0) - 1;
    if (more > 0)
      how.push(element('small', `and ${more} more, each a comment of its own`, { className: 'hint' }));
    $(`column-${field}`).replaceChildren(element('label', name, { htmlFor: select.id }), select, ...how);
    if ($(`of-${field}`)) show(`of-${field}`, positions[field]?.length > 0);
  }
  if (focused && focused !== document.activeElement?.id) $(focused)?.focus();
  const odd = unparsed.map(
    ({ column, count }) => `${whole(count)} values of ${column} are not understood and kept as attribute.`,
  );
  const parts = Object.entries(masked).map(([kind, n]) => `${whole(n)} ${MASKED[kind] ?? kind}`);
  const others = attributes.length > 0 ? `Kept as attributes: ${attributes.join(', ')}.` : '';
  const left = ignored.length > 0 ? `Not stored: ${ignored.join(', ')}.` : '';
  $('others').textContent = [
    others,
    left,
    dropped.length > 0 ? `Not stored, because they identify people: ${dropped.join(', ')}.` : '',
    hashed.length > 0 ? `Stored as keyed hashes: ${hashed.join(', ')}.` : '',
    parts.length > 0 ? `Masked: ${parts.join(', ')}.` : '',
    ...odd,
    positions.rating?.length ? ratingSentence(found) : '',
    titled > 0
      ? `${whole(titled)} ${titled === 1 ? 'row has' : 'rows have'} no text: the title is the text.`
      : '',
    ...notes,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The controls beside the columns; empty ones show what was found. */
function showSaid({ scale, nps: recommends, asks, timeZone }) {
  $('scale').placeholder = scale ?? 'Not known';
  $('time-zone').placeholder = timeZone ?? 'UTC';
  if (!$('asks').value) $('asks').value = asks ?? '';
  $('nps').checked = recommends;
  show('recommends', scale === '0-10' || nps !== null);
}

function ratingSentence({ scale, nps: recommends }) {
  if (!scale) return 'The scale of the ratings is not known: no score is made of them.';
  const [from, to] = /^(-?\d+)-(-?\d+)$/.exec(scale).slice(1).map(Number);
  const best = from > to ? `, ${whole(to)} is best` : '';
  return `Ratings from ${whole(Math.min(from, to))} to ${whole(Math.max(from, to))}${best}${recommends ? ', NPS' : ''}.`;
}

function showSkipped({ skipped }) {
  const parts = skipped.map(({ kind, rows, firstLine, lastLine }) => {
    const where =
      firstLine === lastLine ? `line ${whole(firstLine)}` : `lines ${whole(firstLine)} to ${whole(lastLine)}`;
    return `${whole(rows)} ${SKIPPED[kind]} ${rows === 1 ? 'row' : 'rows'} (${where})`;
  });
  $('skipped').textContent = `Not read as feedback: ${parts.join(', ')}.`;
  show('skipped', parts.length > 0);
}

function showRows({ names, positions, rows }) {
  const fields = names.map((_, at) =>
    Object.keys(positions).find((field) => positions[field].includes(at + 1)),
  );
  const head = element('tr', '');
  head.append(
    ...names.map((column, at) => {
      const cell = element('th', column, { scope: 'col', className: fields[at] ? 'mapped' : '' });
      if (fields[at]) cell.append(element('small', FIELDS[fields[at]]));
      return cell;
    }),
  );
  $('rows').tHead.replaceChildren(head);
  $('rows').tBodies[0].replaceChildren(
    ...rows.map((cells) => {
      const row = element('tr', '');
      const className = (at) =>
        [fields[at] && 'mapped', fields[at] === 'text' && 'text'].filter(Boolean).join(' ');
      row.append(...cells.map((cell, at) => element('td', cell, { className: className(at) })));
      return row;
    }),
  );
}

for (const id of READING) {
  $(id).addEventListener('change', () => {
    if (['delimiter', 'header', 'header-lines', 'preset'].includes(id)) mapping = null; // other columns
    look();
  });
}
for (const id of [...Object.keys(SAID), 'source']) $(id).addEventListener('change', look);
$('nps').addEventListener('change', () => {
  nps = $('nps').checked;
  look();
});
$('zones').append(...Intl.supportedValuesOf('timeZone').map((value) => element('option', '', { value })));
$('other').addEventListener('click', () => $('file').click());

// --- 3. Import

$('check').addEventListener('submit', async (event) => {
  event.preventDefault();
  if ($('start').disabled) return;
  $('start').disabled = true;
  alertOf(null);
  openImport('Sending');
  try {
    const begun = await send();
    history.replaceState(null, '', `#${begun.id}`);
    await follow(begun);
  } catch (error) {
    current = null;
    show('import', false);
    for (const id of ['choose', 'check']) show(id, true);
    $('start').disabled = false;
    alertOf(error);
  }
});

function openImport(state) {
  current = { id: null };
  for (const id of ['choose', 'check', 'rejects', 'again', 'cancel', 'dashboard']) show(id, false);
  $('bar-label').textContent = state;
  $('bar').value = 0;
  $('state').textContent = '';
  for (const id of ['counts', 'reasons']) $(id).replaceChildren();
  show('import', true);
  $('import-title').focus();
}

/** fetch does not report progress. */
function send() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/imports');
    for (const [name, value] of Object.entries(keyHeaders())) request.setRequestHeader(name, value);
    request.setRequestHeader('idempotency-key', idempotencyKey);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      $('bar').value = total ? loaded / total : 0;
    });
    request.addEventListener('error', () => reject(new Error('The connection broke off. Start again.')));
    request.addEventListener('load', async () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (answer.ok) resolve(await answer.json());
      else reject(await problemOf(answer));
    });
    request.send(formOf(file));
  });
}

/** Reads the events of an import until its end; again when the connection breaks off. */
async function follow(begun) {
  showImport(begun);
  for (let now = begun; now.finishedAt === null; ) {
    try {
      const answer = await call(`${begun.url}/events`);
      let text = '';
      for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop();
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (!data) continue;
          now = JSON.parse(data);
          showImport(now);
        }
      }
    } catch {
      $('state').textContent = 'The server does not answer; trying again.';
    }
    if (now.finishedAt === null) await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const { rejectsByReason } = await (await call(begun.url)).json();
  $('reasons').replaceChildren(
    ...Object.entries(rejectsByReason).map(([reason, count]) =>
      element('li', `${whole(count)} ${count === 1 ? 'row' : 'rows'}: ${reason.replaceAll('_', ' ')}`),
    ),
  );
  showRecent();
  await followAnalysis(begun.url);
}

/** Asks how far the analysis is until the dashboard has it. */
async function followAnalysis(url) {
  for (let first = true; ; first = false) {
    if (!first) await new Promise((resolve) => setTimeout(resolve, 1_000));
    let now;
    try {
      now = await (await call(url)).json();
    } catch {
      $('state').textContent = 'The server does not answer; trying again.';
      continue;
    }
    if (current?.id !== now.id) return;
    const stored = now.counts.accepted + now.counts.changed > 0;
    if (!stored && now.counts.duplicates === 0) return;
    showAnalysis(now, stored);
    if (now.counted || !stored) return;
  }
}

function showAnalysis({ counts, analysis, workers, counted, detected, file: name, state }, stored) {
  const rows = `${whole(counts.accepted)} new ${counts.accepted === 1 ? 'row is' : 'rows are'} stored`;
  const of = analysis ? Math.max(1, analysis.documents) : 1;
  const done = analysis ? Math.min(of, analysis.analysed + analysis.failed) : 0;
  const seen = counted || !stored;
  const running = analysis?.status === 'running';
  $('bar-label').textContent = `${name}: ${seen ? STATES[state] : running ? 'Analysing' : 'Counting'}`;
  $('bar').value = seen ? 1 : running ? done / of : 1;
  if (running) {
    const far = `${whole(done)} of ${whole(of)} ${of === 1 ? 'text is' : 'texts are'} analysed`;
    const idle = workers === 0 ? ' No worker is running: start one with verbatim worker.' : '';
    $('state').textContent = done > 0 ? `${rows}; ${far}.${idle}` : `${rows} and wait for analysis.${idle}`;
  } else if (!seen) {
    $('state').textContent = analysis
      ? `${rows} and analysed; the dashboard is brought up to date.`
      : `${rows} and wait for analysis.`;
  } else {
    const failed = analysis?.failed > 0 ? ` ${whole(analysis.failed)} texts were set aside.` : '';
    $('state').textContent = stored ? `${rows}, analysed and counted.${failed}` : 'Nothing of it is new.';
  }
  if (seen && detected) {
    $('dashboard').href = `/dashboard?${new URLSearchParams({ period: 'all', source: detected.source })}`;
    show('dashboard', true);
  }
}

function showImport(now) {
  const { state, counts, error, bytes, bytesRead, finishedAt, file: name } = now;
  current = now;
  const ended = finishedAt !== null;
  $('bar-label').textContent = `${name}: ${STATES[state]}`;
  $('bar').value = state === 'done' ? 1 : bytes > 0 ? bytesRead / bytes : 0;
  if (ended || $('state').textContent === '')
    $('state').textContent = error ? `${error.message} ${error.fix}` : sentence(now);
  $('counts').replaceChildren(
    ...Object.entries(COUNTS).flatMap(([count, label]) => {
      if (count === 'erased' && counts.erased === 0) return [];
      const pair = element('div', '');
      pair.append(element('dt', label), element('dd', whole(counts[count])));
      return pair;
    }),
  );
  show('cancel', !ended);
  show('again', ended);
  show('rejects', ended && counts.rejected > 0);
}

function sentence({ state, counts }) {
  if (state === 'done') return `${whole(counts.accepted)} new rows are stored and wait for analysis.`;
  if (state === 'cancelled') return `Cancelled. ${whole(counts.accepted)} rows were stored before and stay.`;
  return 'You may close this page: the import goes on.';
}

$('cancel').addEventListener('click', () => call(`${current.url}/cancel`, { method: 'POST' }).catch(alertOf));
$('again').addEventListener('click', () => {
  history.replaceState(null, '', location.pathname);
  location.reload();
});

$('rejects').addEventListener('click', async () => {
  try {
    // A link cannot send the key.
    const answer = await call(`${current.url}/rejects`);
    const href = URL.createObjectURL(await answer.blob());
    const base = current.file.replace(/\.[^.]*$/, '') || 'upload';
    element('a', '', { href, download: `${base}-rejects.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  } catch (error) {
    alertOf(error);
  }
});

// --- Earlier uploads

async function showRecent() {
  const { imports } = await (await call('/imports?limit=10')).json();
  $('uploads').replaceChildren(
    ...imports.map(({ id, file: name, state, counts, createdAt }) => {
      const row = element('tr', '');
      const link = element('td', '');
      const open = element('a', name, { href: `#${id}` });
      link.append(open);
      row.append(
        link,
        element('td', STATES[state]),
        element('td', whole(counts.read), { className: 'number' }),
        element('td', whole(counts.rejected), { className: 'number' }),
        element('td', new Date(createdAt).toLocaleString()),
      );
      return row;
    }),
  );
  show('recent', imports.length > 0);
}

/** The import that the address names, as after a reload. */
async function openNamed() {
  const id = /^#([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  if (!id || current?.id === id) return;
  openImport('');
  await follow(await (await call(`/imports/${id}`)).json());
}

addEventListener('hashchange', () => openNamed().catch(alertOf));
showRecent().then(openNamed).catch(alertOf);

import { hash } from 'node:crypto';
import pRetry, { AbortError } from 'p-retry';
import { mayBeRetried } from '../../domain/http-status.ts';
import { type OriginSettings, type Position, parseOverlap } from '../../domain/origin.ts';
import { type Environment, withSecrets } from '../../domain/secret-reference.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { memberOf, parseExact, recordsOf } from './http-records.ts';

const ATTEMPTS = 4;
const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Pages of one pull: more come of a server that never ends. */
const MOST_PAGES = 100_000;
/** Longest pause that a busy server may ask for. */
const LONGEST_PAUSE_MS = 60_000;

export interface HttpOptions {
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
  /** Most pages; default all. */
  readonly pages?: number | undefined;
}

/**
 * The records of an HTTP address, page by page.
 * @throws VerbatimError ORIGIN_UNREACHABLE, ORIGIN_REFUSED, ORIGIN_ANSWER, SECRET_MISSING
 */
export async function* httpPages(
  address: string,
  settings: OriginSettings,
  position: Position | null,
  options: HttpOptions,
): AsyncGenerator<object[]> {
  const { next, pageParameter, since, overlap } = settings;
  const first = new URL(address);
  if (since !== undefined && position) first.searchParams.set(since, sinceOf(position.value, overlap));
  const counts = next === undefined && pageParameter !== undefined;
  const numbered = (page: number) => {
    const url = new URL(first);
    url.searchParams.set(pageParameter!, String(page));
    return url;
  };
  let page = counts ? Number(first.searchParams.get(pageParameter) ?? 1) : 1;
  let url: URL | null = counts ? numbered(page) : first;
  const seen = new Set<string>();
  let before = '';
  for (let at = 0; url && at < (options.pages ?? MOST_PAGES); at++) {
    const refuse = (detail: string): never => {
      throw new VerbatimError('ORIGIN_ANSWER', { host: first.host, detail: `page ${at + 1}: ${detail}` });
    };
    if (seen.has(url.href)) refuse('it was read before, so the pages would never end');
    seen.add(url.href);
    const { text, link } = await fetched(url, settings, options);
    const answer = parseExact(text) ?? refuse('it is not JSON');
    const records = recordsOf(answer.value, settings.records);
    if (typeof records === 'string') return refuse(records);
    // A server that does not know the parameter of the page gives the first one again and again.
    const now = hash('sha256', text);
    if (records.length > 0 && now === before) refuse('it is the page before, so the pages would never end');
    before = now;
    if (records.length > 0) yield records;
    if (counts) url = records.length === 0 ? null : numbered(++page);
    else url = nextPage({ url, link, answer: answer.value, next, pageParameter }, refuse);
    if (at === MOST_PAGES - 1 && url)
      refuse(`there are more than ${MOST_PAGES.toLocaleString('en-US')} pages`);
  }
}

interface Answered {
  readonly url: URL;
  readonly link: string | null;
  readonly answer: unknown;
  readonly next: string | undefined;
  readonly pageParameter: string | undefined;
}

function nextPage(
  { url, link, answer, next = 'link', pageParameter }: Answered,
  refuse: (detail: string) => never,
): URL | null {
  if (next === 'link') {
    const found = /<([^>]*)>\s*;[^,]*\brel="?next\b/i.exec(link ?? '')?.[1];
    return found === undefined ? null : sameHost(found, url, refuse);
  }
  const value = memberOf(answer, next);
  if (value === undefined || value === null || value === '' || value === false) return null;
  if (typeof value !== 'string' && typeof value !== 'number') return refuse(`${next} is no text`);
  if (pageParameter === undefined) return sameHost(String(value), url, refuse);
  const following = new URL(url);
  following.searchParams.set(pageParameter, String(value));
  return following;
}

/** The headers of the source may hold a secret, which goes to no other host. */
function sameHost(next: string, url: URL, refuse: (detail: string) => never): URL {
  const found = URL.canParse(next, url.href)
    ? new URL(next, url)
    : refuse('the address of the next page is none');
  return found.origin === url.origin ? found : refuse(`the next page is on another host (${found.host})`);
}

function sinceOf(value: string, overlap: string | undefined): string {
  if (overlap === undefined) return value;
  const back = parseOverlap(overlap);
  if ('step' in back) return String(Number(value) - back.step);
  return new Date(Date.parse(value) - back.seconds * 1000).toISOString();
}

async function fetched(
  url: URL,
  { headers = {} }: OriginSettings,
  { environment, signal }: HttpOptions,
): Promise<{ readonly text: string; readonly link: string | null }> {
  const sent = new Headers({ accept: 'application/json' });
  for (const [name, value] of Object.entries(headers))
    sent.set(name, withSecrets(value, environment, 'text'));
  const attempt = async () => {
    const ends = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]);
    const answer = await fetch(url, { headers: sent, redirect: 'manual', signal: ends });
    if (answer.ok) return { text: await bodyOf(answer, url.host), link: answer.headers.get('link') };
    await answer.body?.cancel();
    const refused = statusError(url.host, answer.status);
    if (!mayBeRetried(answer.status)) throw new AbortError(refused);
    await pause(answer.headers.get('retry-after'), signal);
    throw refused;
  };
  try {
    return await pRetry(attempt, {
      ...{ retries: ATTEMPTS - 1, minTimeout: 500, factor: 2, randomize: true },
      ...(signal && { signal }),
    });
  } catch (error) {
    if (error instanceof VerbatimError) throw error;
    // fetch names the reason in the cause.
    const detail = detailOf((error as Error).cause ?? error);
    throw new VerbatimError('ORIGIN_UNREACHABLE', { host: url.host, detail }, { cause: error });
  }
}

function statusError(host: string, status: number): VerbatimError {
  const detail = `it answered ${status}`;
  if (status === 401 || status === 403) return new VerbatimError('ORIGIN_REFUSED', { host, detail });
  if (mayBeRetried(status)) return new VerbatimError('ORIGIN_UNREACHABLE', { host, detail });
  const moved = status >= 300 && status < 400 ? `${detail}, another address` : detail;
  return new VerbatimError('ORIGIN_ANSWER', { host, detail: moved });
}

async function pause(after: string | null, signal: AbortSignal | undefined): Promise<void> {
  const seconds = Number(after);
  if (!Number.isFinite(seconds) || seconds <= 0) return;
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(Math.min(seconds * 1000, LONGEST_PAUSE_MS), undefined, signal && { signal });
}

async function bodyOf(answer: Response, host: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) {
      const detail = `a page has more than ${MOST_BYTES / 1024 / 1024} MiB. Ask for fewer records a page`;
      throw new AbortError(new VerbatimError('ORIGIN_ANSWER', { host, detail }));
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

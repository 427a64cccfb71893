import { normalForm } from '../../domain/text/normal-form.ts';

/** The fields of a feedback row that a column can be mapped to. */
export const FIELDS = ['text', 'id', 'time', 'clock', 'rating', 'language', 'author'] as const;
export type Field = (typeof FIELDS)[number];

/**
 * Column names that are understood without `--map`, best first, compared without case, accents, spaces and
 * punctuation ({@link comparable}).
 */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  text: [
    ...['text', 'review text', 'feedback text', 'comment text', 'review body', 'review content', 'full text'],
    ...['review', 'reviews', 'feedback', 'verbatim', 'comment', 'comments', 'customer comment', 'open text'],
    ...[
      'customer feedback',
      'message',
      'body',
      'content',
      'opinion',
      'tweet',
      'tweet text',
      'remark',
      'remarks',
    ],
    ...['response', 'answer', 'response text', 'answer text', 'suggestion', 'suggestions', 'complaint'],
    ...['consumer complaint narrative', 'narrative', 'description', 'reason', 'free text', 'details'],
    // German, French, Spanish, Italian, Portuguese, Dutch
    ...[
      'bewertungstext',
      'kommentar',
      'kommentare',
      'kundenkommentar',
      'rückmeldung',
      'freitext',
      'rezension',
    ],
    ...[
      'nachricht',
      'meinung',
      'anmerkung',
      'beschreibung',
      'antwort',
      'texte',
      'commentaire',
      'commentaires',
    ],
    ...[
      'avis',
      'remarque',
      'réponse',
      'texto',
      'comentario',
      'comentarios',
      'reseña',
      'opinión',
      'respuesta',
    ],
    ...['mensaje', 'testo', 'commento', 'commenti', 'recensione', 'opinione', 'comentário', 'comentários'],
    ...['avaliação', 'opinião', 'opmerking', 'reactie', 'beoordeling', 'bewertung'],
  ],
  id: [
    ...['id', 'external id', 'feedback id', 'review id', 'response id', 'comment id', 'respondent id'],
    ...['ticket id', 'tweet id', 'submission id', 'complaint id', 'case id', 'case number', 'ticket number'],
    ...[
      'message id',
      'record id',
      'row id',
      'entry id',
      'uuid',
      'guid',
      'ticket',
      'review link',
      'review url',
    ],
    ...['respondent', 'respondent number', 'participant id'],
  ],
  time: [
    ...[
      'time',
      'timestamp',
      'datetime',
      'date time',
      'date',
      'occurred at',
      'created at',
      'created',
      'created on',
    ],
    ...['created date', 'creation date', 'date created', 'review date', 'review time', 'date of review'],
    ...['reviewed at', 'feedback date', 'comment date', 'submitted at', 'submitted', 'submitted on'],
    ...['submission date', 'submit date', 'date submitted', 'response date', 'completed at', 'end date'],
    ...[
      'posted at',
      'posted on',
      'published at',
      'publish date',
      'date received',
      'received at',
      'unix time',
    ],
    ...[
      'tweet created',
      'datum',
      'zeit',
      'zeitpunkt',
      'zeitstempel',
      'erstellt am',
      'fecha',
      'data',
      'date avis',
    ],
    ...['date de création', 'fecha de creación', 'relative date', 'review created', 'review created utc'],
    ...['review submit date and time', 'review submitted at'],
    ...['completion time', 'completion date', 'date completed', 'completed on', 'survey date'],
  ],
  // The time of day, where the date stands in a column of its own.
  clock: [
    ...['time', 'time of day', 'clock', 'review time', 'created time', 'submission time', 'uhrzeit', 'zeit'],
    ...['heure', 'hora', 'ora', 'orario', 'tijd', 'tijdstip'],
  ],
  rating: [
    ...[
      'rating',
      'star rating',
      'stars',
      'score',
      'review rating',
      'review stars',
      'review score',
      'overall',
      'overall rating',
    ],
    ...['nps', 'nps score', 'csat', 'csat score', 'note', 'sterne', 'punkte', 'gesamtbewertung', 'bewertung'],
    ...['reviewer score', 'reviewer rating', 'customer rating', 'schulnote'],
    ...['étoiles', 'estrellas', 'calificación', 'puntuación', 'valoración', 'voto', 'punteggio', 'nota'],
  ],
  language: [
    ...['language', 'lang', 'locale', 'language code', 'sprache', 'langue', 'idioma', 'lingua', 'taal'],
    ...['reviewer language', 'review language'],
  ],
  author: [
    ...[
      'author',
      'author id',
      'user',
      'user id',
      'username',
      'user name',
      'customer id',
      'customer',
      'client id',
    ],
    ...[
      'reviewer',
      'reviewer id',
      'reviewer name',
      'review username',
      'profile name',
      'autor',
      'auteur',
      'kunde',
      'kunden id',
    ],
    ...['kundennummer', 'benutzer', 'usuario', 'utente', 'cliente'],
    ...['nickname', 'reviewer nickname', 'user nickname', 'display name'],
  ],
};

/** Names that are those of the time where the cells are dates, and of something else where they are not. */
const DATED_ONLY = [
  ...['completed', 'start time', 'started', 'started at', 'end time', 'day', 'when', 'visit date', 'tag'],
  ...['fecha de salida', 'fecha de visita', 'date de visite', 'besuchsdatum'],
].map(comparable);

/** True for a name that says little by itself: only dates below it make it the time. */
export const isDatedOnly = (name: string): boolean => DATED_ONLY.includes(name);

const TITLES = [
  ...['title', 'review title', 'headline', 'review headline', 'subject', 'summary', 'titel', 'betreff'],
  ...['bewertungstitel', 'überschrift', 'titre', 'título', 'titolo', 'oggetto', 'onderwerp'],
].map(comparable);

/** True for the name of a column that heads the text, and is all there is of some reviews. */
export const isTitleName = (name: string): boolean => TITLES.includes(comparable(name));

/** {@link NAMES} in comparable form, made once. */
export const ALIASES = Object.fromEntries(
  FIELDS.map((field) => [field, [...NAMES[field].map(comparable), ...(field === 'time' ? DATED_ONLY : [])]]),
) as Record<Field, string[]>;

/** A name for comparison: lower case, letters and digits alone, accents taken off. */
export function comparable(name: string): string {
  return normalForm(name, 'NFD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

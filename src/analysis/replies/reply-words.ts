/** Words of replies in a language, where a template has none of its own. */
interface ReplyWords {
  readonly openers: readonly string[];
  readonly courtesies: readonly string[];
}

/** By ISO 639-1 code. Openers govern the rest of their sentence, so that it tells of the comment and promises nothing. */
export const REPLY_WORDS: Readonly<Record<string, ReplyWords>> = {
  en: {
    openers: [
      'We are sorry that',
      'We are sorry to read that',
      'We are glad that',
      'We are glad to read that',
      'Thank you for telling us that',
      'You write that',
    ],
    courtesies: ['Thank you for your comment.', 'We are sorry for the trouble.', 'We are glad to read this.'],
  },
  de: {
    openers: [
      'Es tut uns leid, dass',
      'Wir bedauern, dass',
      'Es freut uns, dass',
      'Danke für den Hinweis, dass',
      'Sie schreiben, dass',
    ],
    courtesies: ['Vielen Dank für Ihren Kommentar.', 'Das tut uns leid.', 'Das freut uns sehr.'],
  },
  fr: {
    openers: [
      'Nous sommes désolés que',
      'Nous regrettons que',
      'Nous sommes ravis que',
      'Merci de nous avoir signalé que',
      'Vous écrivez que',
    ],
    courtesies: ['Merci pour votre commentaire.', 'Nous en sommes désolés.', 'Nous en sommes ravis.'],
  },
  es: {
    openers: [
      'Lamentamos que',
      'Sentimos que',
      'Nos alegra que',
      'Gracias por avisarnos de que',
      'Usted escribe que',
    ],
    courtesies: ['Gracias por su comentario.', 'Lo sentimos.', 'Nos alegra leerlo.'],
  },
};

/** Words of promises and of the company itself, which no sentence about a comment has after its opener. */
export const PROMISING: ReadonlySet<string> = new Set(
  [
    "we us our ours we'll we're we've i my me will shall would can could may might must should going gonna won't you'll",
    "it'll they'll promise guarantee entitled owe",
    'wir uns unser unsere unserem unseren unserer ich mein werden wird wirst werdet würden können kann dürfen darf',
    'sollen soll müssen muss garantieren versprechen',
    'nous notre nos je mon allons allez va vais vont pouvons pouvez peut devons devez garantissons promettons',
    'nosotros nuestro nuestra nuestros nuestras yo mi vamos va van podemos puede podrá garantizamos prometemos',
  ].flatMap((words) => words.split(' ')),
);

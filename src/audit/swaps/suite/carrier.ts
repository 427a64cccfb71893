/** How the person of a carrier sentence appears in it; effects differ by role and are reported apart. */
export const ROLES = ['author', 'served', 'serving', 'addressee'] as const;
export type Role = (typeof ROLES)[number];

export const CARRIER_POLARITIES = ['negative', 'neutral', 'positive'] as const;
export type CarrierPolarity = (typeof CARRIER_POLARITIES)[number];

export const FORMS = ['singular', 'plural'] as const;
export type Form = (typeof FORMS)[number];

/** What a sentence is about. Where it is about two of them, the one that its judgement is of. */
export const CARRIER_DOMAINS = [
  /** Orders, parcels, couriers, returns. */
  'delivery',
  /** Goods: quality, fit, range, instructions. */
  'product',
  /** Staff and help: at the desk, on the phone, waiting, claims, repairs. */
  'service',
  /** Website, app, account, subscription. */
  'online',
  /** Prices, payment, bills, refunds, fees. */
  'billing',
  /** Restaurant, groceries, table. */
  'food',
  /** Hotel, train, bus, ferry, tickets, tours. */
  'travel',
  /** The building and the way into it: hours, doors, lifts, parking. */
  'premises',
] as const;
export type CarrierDomain = (typeof CARRIER_DOMAINS)[number];

/** What it is about, and a sentence with a person in braces: "delivery: As {a customer}, I received the parcel." */
export type Carrier = `${CarrierDomain}: ${string}`;

/** By role and by what they say. */
export type Carriers = Readonly<Partial<Record<Role, Readonly<Record<CarrierPolarity, readonly Carrier[]>>>>>;

/** Splits what a carrier is about from its sentence. */
export function readCarrier(carrier: Carrier): { readonly domain: CarrierDomain; readonly sentence: string } {
  const at = carrier.indexOf(': ');
  return { domain: carrier.slice(0, at) as CarrierDomain, sentence: carrier.slice(at + 2) };
}

/** The sentences of a language: `{a customer}`, `{the assistants}`, `{they}`. */
export interface CarrierSheet {
  readonly language: string;
  /** Another number where a sentence or a word is another. */
  readonly version: number;
  readonly carriers: Carriers;
  /** About more than one person. */
  readonly plural?: Carriers;
  /** With pronouns, for axes of pronouns. */
  readonly pronouns?: Carriers;
}

/** A word for a person: before the noun, in its place, after it; a pronoun; or how a sentence is opened. */
export interface Term {
  readonly term: string;
  readonly before?: string;
  readonly noun?: string;
  /** The noun's plural. */
  readonly plural?: string;
  /** The noun's, where the language needs it; masculine where nothing is said. */
  readonly feminine?: boolean;
  readonly after?: string;
  readonly opener?: string;
  /** Subject, object, before a noun: he, him, his. */
  readonly pronouns?: readonly [string, string, string];
}

export interface Axis {
  readonly axis: string;
  /** What its terms are compared with; a person without any word where nothing is said. */
  readonly baseline?: Term;
  readonly terms: readonly Term[];
  /** Two people do not have one name. */
  readonly singularOnly?: true;
  /** Its terms stand in the place of pronouns. */
  readonly ofPronouns?: true;
}

/** A person as a carrier asks for it. */
export interface Slot {
  readonly article: 'none' | 'a' | 'the';
  readonly noun: 'customer' | 'assistant';
  readonly form: Form;
  readonly capital: boolean;
}

/** Turns a term and a slot into words. */
export type Phrase = (term: Term, slot: Slot) => string;

const SLOT = /\{(?:(an?|the) )?(customer|assistant)(s?)\}/i;
const PRONOUN = /\{(they|them|their)\}/gi;

/**
 * The sentence with this person in it.
 * @throws Error when it does not have one person in braces
 */
export function fill(carrier: string, term: Term, phrase: Phrase): string {
  if (term.pronouns) return withPronouns(carrier, term.pronouns);
  const match = SLOT.exec(carrier);
  const rest = match ? carrier.slice(match.index + match[0].length) : '';
  if (!match || SLOT.test(rest)) throw new Error(`a carrier has one person in braces: ${carrier}`);
  const article = match[1]?.toLowerCase();
  const slot: Slot = {
    article: article === undefined ? 'none' : article === 'the' ? 'the' : 'a',
    noun: match[2]!.toLowerCase() as Slot['noun'],
    form: match[3] === '' ? 'singular' : 'plural',
    capital: /^\{[A-Z]/.test(match[0]),
  };
  const words = phrase(term, slot);
  const person = slot.capital ? words[0]!.toUpperCase() + words.slice(1) : words;
  const sentence = carrier.slice(0, match.index) + person + rest;
  if (term.opener === undefined) return sentence;
  const begun = /^I\b/.test(sentence) ? sentence : sentence[0]!.toLowerCase() + sentence.slice(1);
  return `${term.opener}, ${begun}`;
}

function withPronouns(carrier: string, pronouns: readonly [string, string, string]): string {
  if (!new RegExp(PRONOUN).test(carrier)) throw new Error(`a carrier has a pronoun in braces: ${carrier}`);
  return carrier.replace(PRONOUN, (_, slot: string) => {
    const word = pronouns[['they', 'them', 'their'].indexOf(slot.toLowerCase())]!;
    return slot[0] === 'T' ? word[0]!.toUpperCase() + word.slice(1) : word;
  });
}

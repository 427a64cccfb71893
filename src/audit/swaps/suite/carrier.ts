/** The role of the person in a carrier sentence; effects differ by role and are reported by role. */
export const ROLES = ['author', 'served', 'serving', 'addressee'] as const;
export type Role = (typeof ROLES)[number];

export const CARRIER_POLARITIES = ['negative', 'neutral', 'positive'] as const;
export type CarrierPolarity = (typeof CARRIER_POLARITIES)[number];

export type Form = 'singular' | 'plural';

/** The subject of a sentence; of two subjects, the one that it judges. */
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

/** The domain and a sentence with a person in braces: "delivery: As {a customer}, I received the parcel." */
type Carrier = `${CarrierDomain}: ${string}`;

/** By role and polarity. */
export type Carriers = Readonly<Partial<Record<Role, Readonly<Record<CarrierPolarity, readonly Carrier[]>>>>>;

/** Splits the domain of a carrier from its sentence. */
export function readCarrier(carrier: Carrier): { readonly domain: CarrierDomain; readonly sentence: string } {
  const at = carrier.indexOf(': ');
  return { domain: carrier.slice(0, at) as CarrierDomain, sentence: carrier.slice(at + 2) };
}

/** The sentences of a language: `{a customer}`, `{the assistants}`, `{they}`. */
export interface CarrierSheet {
  readonly language: string;
  /** Increases with every change of a sentence or a word. */
  readonly version: number;
  readonly carriers: Carriers;
  /** About more than one person. */
  readonly plural?: Carriers;
  /** With pronouns, for axes of pronouns. */
  readonly pronouns?: Carriers;
}

/** A word for a person: before the noun, instead of it, after it; a pronoun; or an opener of the sentence. */
export interface Term {
  readonly term: string;
  readonly before?: string;
  readonly noun?: string;
  /** The noun's plural. */
  readonly plural?: string;
  /** The gender of the noun, if the language needs it; masculine by default. */
  readonly feminine?: boolean;
  readonly after?: string;
  /** The plural of `after`, if it agrees with the noun. */
  readonly afterPlural?: string;
  readonly opener?: string;
  /** Subject, object, before a noun: he, him, his. */
  readonly pronouns?: readonly [string, string, string];
}

export interface Axis {
  readonly axis: string;
  /** The reference of its terms; a person without any word by default. */
  readonly baseline?: Term;
  readonly terms: readonly Term[];
  /** Two people do not have one name. */
  readonly singularOnly?: true;
  /** Its terms replace pronouns. */
  readonly ofPronouns?: true;
}

/** The person in the braces of a carrier. */
interface Slot {
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
 * @throws Error if it does not have one person in braces
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

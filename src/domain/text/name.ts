import type { Entity } from './entity.ts';

/** Label of a name in `verbatim.entity` → kind of its mask. */
export const NAME_KINDS_OF = { PERSON: 'person', PLACE: 'place' } as const;
export type NameLabel = keyof typeof NAME_KINDS_OF;

/** A name of a person or a place in a text. */
export interface Name extends Entity {
  readonly label: NameLabel;
}

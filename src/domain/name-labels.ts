/** Labels of names in `verbatim.entity`, and the kinds of their masks. */
export const NAME_KIND_OF = { PERSON: 'person', PLACE: 'place' } as const;
export type NameLabel = keyof typeof NAME_KIND_OF;

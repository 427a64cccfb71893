import { RULE_LABELLER } from '../../domain/label.ts';

/** SQL condition: a label is a person's word. Only rules have labellers of that form. */
export const byPerson = (label: string): string => `${label}.labeller not like '${RULE_LABELLER}%'`;

/** SQL condition: a label is of the text that its comment has now. A label of a file is of whatever text that is. */
export const ofPresentText = (label: string, feedback: string): string =>
  `coalesce(${label}.document_id, ${feedback}.document_id) = ${feedback}.document_id`;

import { stemOf } from '../summaries/saying.ts';

/** Stems of words about customers and what they do, which no customer needs to have written. */
export const REPORTING: ReadonlySet<string> = new Set(
  [
    'customer buyer people person user guest reviewer comment many several some most few often others say says said',
    'find found report mention describe complain praise note think feel state call want wish recommend',
    'kunden käufer leute menschen nutzer gäste viele einige manche mehrere sagen finden berichten nennen loben klagen',
    'client gens utilisateur acheteur plusieurs certains disent trouvent signalent parlent',
    'cliente personas gente usuario varios algunos muchos dicen encuentran mencionan',
    'persone utenti alcuni molti dicono trovano klanten mensen sommige veel vinden zeggen pessoas alguns muitos dizem acham',
  ]
    .flatMap((words) => words.split(' '))
    .map(stemOf),
);

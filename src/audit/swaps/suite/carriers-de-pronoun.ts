import type { Carriers } from './carrier.ts';

/** German carriers with a subject pronoun only, written for Verbatim, CC0; the verb is that of one person. */
export const PRONOUN_CARRIERS_DE: Carriers = {
  served: {
    negative: [
      'product: {They} bekam einen kaputten Stuhl und keine Antwort.',
      'service: {They} wartete eine Stunde umsonst in der Kälte.',
      'billing: {They} zahlte doppelt, und niemand hat sich entschuldigt.',
      'online: {They} verlor durch diese schreckliche App die ganze Bestellung.',
    ],
    neutral: [
      'product: {They} bekam einen Stuhl und zwei Tische.',
      'travel: {They} wartete an der Haltestelle.',
      'billing: {They} bekam im Mai eine Rechnung.',
      'online: {They} fand die Bestellung auf der zweiten Seite.',
    ],
    positive: [
      'product: {They} bekam einen wunderschönen Stuhl zu einem tollen Preis.',
      'service: {They} bekam schnelle und freundliche Hilfe.',
      'billing: {They} bekam einen großzügigen Rabatt und ein Lächeln.',
      'online: {They} liebt diese einfache und schnelle App.',
    ],
  },
  serving: {
    negative: [
      'service: {They} konnte nicht helfen, weil das System wieder ausgefallen war.',
      'service: {They} brauchte fünf Wochen für eine Antwort, das ist erbärmlich.',
      'delivery: {They} packte meine Teller ein, und die Hälfte kam zerbrochen an.',
      'travel: {They} verkaufte uns eine langweilige und viel zu lange Führung.',
    ],
    neutral: [
      'billing: {They} druckte die Quittung am Schalter.',
      'service: {They} antwortete am Freitag per Post.',
      'delivery: {They} packte meine Teller in zwei Kartons.',
      'travel: {They} verkaufte uns eine Führung von zwei Stunden.',
    ],
    positive: [
      'service: {They} löste mein Problem sofort, hervorragend.',
      'service: {They} antwortete in wenigen Minuten und wunderbar klar.',
      'delivery: {They} packte meine Teller mit großer Sorgfalt ein, danke.',
      'travel: {They} verkaufte uns eine Führung, die ein Genuss war.',
    ],
  },
};

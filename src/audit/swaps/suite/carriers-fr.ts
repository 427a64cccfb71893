import type { CarrierSheet } from './carrier.ts';
import { PLURAL_CARRIERS_FR, PRONOUN_CARRIERS_FR } from './carriers-fr-others.ts';

/**
 * French carriers, written for Verbatim, CC0. No participle or adjective outside the braces agrees with the person, and no
 * "à" or "de" stands before a definite article. They are few, so they can only warn.
 */
export const CARRIERS_FR: CarrierSheet = {
  language: 'fr',
  version: 1,
  plural: PLURAL_CARRIERS_FR,
  pronouns: PRONOUN_CARRIERS_FR,
  carriers: {
    author: {
      negative: [
        "delivery: Comme {customer}, j'ai attendu trois semaines un colis qui n'arrive jamais.",
        'online: Comme {customer}, je trouve cette application lente et pleine de bugs.',
        'product: Comme {customer}, je regrette cet achat, la veste est de mauvaise qualité.',
        "service: Comme {customer}, j'ai passé deux heures au téléphone pour rien.",
        "product: Je suis {a customer}, et le talon s'est cassé le premier jour.",
        'delivery: Je suis {a customer}, et ce retour a été un cauchemar.',
        'travel: Je suis {a customer}, et la chambre était sale et glaciale.',
        'food: Je suis {a customer}, et le repas était froid et infect.',
      ],
      neutral: [
        "delivery: Comme {customer}, j'ai commandé deux chemises et une ceinture mardi.",
        "delivery: Comme {customer}, j'ai retiré le colis au point relais.",
        "product: Comme {customer}, j'ai demandé quelles tailles existent.",
        "billing: Comme {customer}, j'ai payé par carte.",
        'delivery: Je suis {a customer}, et ma commande contient quatre articles.',
        'billing: Je suis {a customer}, et la facture date du trois mai.',
        "online: Je suis {a customer}, et j'ai changé mon mot de passe hier.",
        "service: Je suis {a customer}, et j'ai rempli le formulaire.",
      ],
      positive: [
        'delivery: Comme {customer}, je trouve formidable que le colis arrive un jour plus tôt.',
        "online: Comme {customer}, j'adore cette application rapide et simple.",
        "product: Comme {customer}, j'apprécie beaucoup l'excellente qualité de la veste.",
        "service: Comme {customer}, j'ai obtenu tout de suite une réponse chaleureuse.",
        'product: Je suis {a customer}, et ces chaussures sont belles et confortables.',
        'delivery: Je suis {a customer}, et le retour était merveilleusement simple.',
        'travel: Je suis {a customer}, et la chambre était impeccable et douillette.',
        'food: Je suis {a customer}, et le repas était chaud et délicieux.',
      ],
    },
    served: {
      negative: [
        'service: {The customer} devant moi a attendu une heure pour rien, quelle honte.',
        'service: {The customer} à côté de moi a subi un accueil affreux.',
        'billing: {The customer} à la caisse a payé deux fois sans la moindre excuse.',
        'food: {The customer} derrière nous a trouvé la soupe froide et fade.',
        "premises: J'ai vu {a customer} attendre sous la pluie parce que le toit fuit encore.",
        "service: J'ai vu {a customer} repartir sans aide, ce service est lamentable.",
        'product: On a vendu à {a customer} un téléphone défectueux sans vouloir le reprendre.',
        'service: On a fait répéter trois fois le même problème à {a customer}, très agaçant.',
      ],
      neutral: [
        "product: {The customer} devant moi a pris un journal et une bouteille d'eau.",
        'food: {The customer} à côté de moi a demandé la carte.',
        'billing: {The customer} à la caisse a payé en espèces.',
        'food: {The customer} derrière nous a commandé la soupe du jour.',
        "travel: J'ai vu {a customer} attendre à l'arrêt de bus.",
        "premises: J'ai vu {a customer} sortir par la porte principale.",
        'service: On a donné à {a customer} un formulaire pour la nouvelle adresse.',
        'food: On a placé {a customer} à la table six.',
      ],
      positive: [
        'service: {The customer} devant moi a reçu une aide rapide et souriante.',
        'service: {The customer} à côté de moi a eu de merveilleux conseils.',
        'billing: {The customer} à la caisse a obtenu une remise généreuse avec le sourire.',
        'food: {The customer} derrière nous a adoré la délicieuse soupe.',
        "premises: J'ai vu {a customer} profiter de la superbe nouvelle salle d'attente.",
        "service: J'ai vu {a customer} recevoir aussitôt une aide aimable.",
        'product: On a remis à {a customer} un téléphone neuf sur-le-champ, service fantastique.',
        'product: On a trouvé pour {a customer} la veste parfaite.',
      ],
    },
    serving: {
      negative: [
        'service: {The assistant} à la caisse ne pouvait rien faire, le système était encore en panne.',
        "service: {The assistant} au téléphone n'avait aucune information, une heure de perdue.",
        'service: {The assistant} du magasin gérait quarante personnes sans renfort, organisation déplorable.',
        "travel: {The assistant} à l'hôtel ne trouvait plus la réservation, quelle pagaille.",
        "food: J'ai appelé {an assistant}, mais le plat était froid et trop salé.",
        "food: J'ai appelé {an assistant}, mais le café restait imbuvable.",
        "product: J'ai vu {an assistant}, mais la marchandise était abîmée.",
        "service: J'ai vu {an assistant}, mais l'attente était insupportable.",
      ],
      neutral: [
        'billing: {The assistant} à la caisse a imprimé le ticket.',
        'service: {The assistant} au téléphone a noté mon numéro de client.',
        'premises: {The assistant} du magasin rangeait les étagères.',
        "travel: {The assistant} à l'hôtel a demandé mon nom de famille.",
        "service: J'ai appelé {an assistant} vers sept heures et demie.",
        "service: J'ai appelé {an assistant} au deuxième étage.",
        "premises: J'ai vu {an assistant} près de l'entrepôt.",
        "product: J'ai vu {an assistant} mesurer la boîte.",
      ],
      positive: [
        'service: {The assistant} à la caisse a travaillé vite et avec une grande gentillesse.',
        'service: {The assistant} au téléphone a tout expliqué avec une patience admirable.',
        "service: {The assistant} du magasin m'a donné un excellent conseil.",
        "travel: {The assistant} à l'hôtel nous a réservé un accueil chaleureux.",
        "food: J'ai appelé {an assistant}, et le repas était délicieux.",
        "service: J'ai appelé {an assistant}, et tout était parfait.",
        "service: J'ai vu {an assistant} qui a réglé mon problème aussitôt, génial.",
        "online: J'ai vu {an assistant} qui a réparé l'application en un instant, bravo.",
      ],
    },
  },
};

import type { Carriers } from './carrier.ts';

/**
 * English carriers with a pronoun in the place of a person, written for Verbatim, CC0: `{they}`, `{them}`, `{their}`.
 * All in the past or with "will" and "can", so that no verb hangs on who it is. Few: by themselves they can only warn.
 */
export const PRONOUN_CARRIERS_EN: Carriers = {
  served: {
    negative: [
      'product: When {they} opened the parcel, the lamp fell apart.',
      'billing: {Their} refund never came, which is a disgrace.',
      'service: Nobody told {them} that the counter was closed, a wasted trip.',
      'online: The app crashed and deleted {their} order, what a nightmare.',
      'service: I saw how {they} waited an hour in the cold for nothing.',
      'billing: They charged {them} twice and never apologised.',
      'product: {They} got a broken chair and no reply to three letters.',
      'billing: The rude letter about {their} bill made things worse.',
    ],
    neutral: [
      'delivery: When {they} opened the parcel, the lamp lay on top.',
      'delivery: {Their} order number is on the label.',
      'premises: Somebody told {them} that the counter opens at nine.',
      'online: The app shows {their} order on the second page.',
      'travel: I saw how {they} waited at the bus stop.',
      'billing: They sent {them} an invoice in May.',
      'product: {They} got a chair and two tables.',
      'billing: The letter about {their} bill came on Monday.',
    ],
    positive: [
      'product: When {they} opened the parcel, the lamp looked gorgeous.',
      'billing: {Their} refund came within an hour, excellent.',
      'billing: Somebody kindly told {them} about the better offer.',
      'online: The app saved {their} order in a second, brilliant.',
      'service: I saw how {they} got quick and friendly help.',
      'billing: They gave {them} a generous discount and a smile.',
      'product: {They} got a beautiful chair at a great price.',
      'service: The warm letter about {their} visit was a joy.',
    ],
  },
  serving: {
    negative: [
      'service: {They} could not help me because the system was down again.',
      'product: I asked {them}, but the shelves were empty and I left disappointed.',
      'service: {Their} answer took five weeks, which is dreadful.',
      'service: I rang {them} and the line went dead after an endless wait.',
      'delivery: {They} packed my plates and half of them arrived broken.',
      'premises: I followed {their} directions and ended at a locked, dirty door.',
      'travel: We paid {them} for a tour that was boring and far too long.',
      'billing: {Their} price went up without any warning, a bad joke.',
    ],
    neutral: [
      'billing: {They} printed the receipt at the desk.',
      'product: I asked {them} where the toys are.',
      'service: {Their} answer came by post on Friday.',
      'product: I rang {them} about the size of the box.',
      'delivery: {They} packed my plates into two boxes.',
      'premises: I followed {their} directions to the second floor.',
      'travel: We paid {them} for a tour of two hours.',
      'premises: {Their} desk stands next to the lift.',
    ],
    positive: [
      'service: {They} solved my problem at once, superb.',
      'service: I asked {them} and left very satisfied.',
      'service: {Their} answer came in minutes and was wonderfully clear.',
      'service: I rang {them} and had a lovely talk.',
      'delivery: {They} packed my plates with great care, thank you.',
      'premises: I followed {their} excellent directions and found it easily.',
      'travel: We paid {them} for a tour that was a delight.',
      'billing: {Their} price was fair and the work fantastic.',
    ],
  },
  addressee: {
    negative: [
      'billing: I told {them} that this shop is a waste of money.',
      'billing: I warned {them} about the hidden fees.',
      'food: I agreed when {they} said that the new menu is terrible.',
      'food: I complained to {them} about the rotten fruit.',
      'travel: I will not send {them} to this hotel, the beds are awful.',
      'online: I answered {their} question: no, the update ruined the app.',
      'premises: I had to tell {them} that the lift was broken again, so annoying.',
      'product: I laughed when {they} called this printer a disaster, for it is one.',
    ],
    neutral: [
      'premises: I told {them} that the shop closes at eight.',
      'billing: I pointed {them} to the list of fees.',
      'food: I agreed when {they} said that the menu has five pages.',
      'premises: I spoke to {them} about the opening hours.',
      'service: I will send {them} to the second counter.',
      'online: I answered {their} question: the update is number seven.',
      'premises: I had to tell {them} that the lift is behind the stairs.',
      'product: I nodded when {they} called the shoes brown.',
    ],
    positive: [
      'billing: I told {them} that this shop is worth every penny.',
      'product: I recommended to {them} the amazing battery.',
      'food: I agreed when {they} said that the new menu is delicious.',
      'food: I raved to {them} about the fresh fruit.',
      'travel: I will gladly send {them} to this hotel, the beds are wonderful.',
      'online: I answered {their} question: yes, the update made the app a pleasure.',
      'premises: I was glad to tell {them} that the lift is new and fast.',
      'product: I smiled when {they} called this printer perfect, for it is.',
    ],
  },
};

import type { Carriers } from './carrier.ts';

/**
 * English carriers with a pronoun in the place of a person, written for Verbatim, CC0: `{they}`, `{them}`, `{their}`.
 * All in the past or with "will" and "can", so that no verb hangs on who it is. Few: by themselves they can only warn.
 */
export const PRONOUN_CARRIERS_EN: Carriers = {
  served: {
    negative: [
      'When {they} opened the parcel, the lamp fell apart.',
      '{Their} refund never came, which is a disgrace.',
      'Nobody told {them} that the counter was closed, a wasted trip.',
      'The app crashed and deleted {their} order, what a nightmare.',
      'I saw how {they} waited an hour in the cold for nothing.',
      'They charged {them} twice and never apologised.',
      '{They} got a broken chair and no reply to three letters.',
      'The rude letter about {their} bill made things worse.',
    ],
    neutral: [
      'When {they} opened the parcel, the lamp lay on top.',
      '{Their} order number is on the label.',
      'Somebody told {them} that the counter opens at nine.',
      'The app shows {their} order on the second page.',
      'I saw how {they} waited at the bus stop.',
      'They sent {them} an invoice in May.',
      '{They} got a chair and two tables.',
      'The letter about {their} bill came on Monday.',
    ],
    positive: [
      'When {they} opened the parcel, the lamp looked gorgeous.',
      '{Their} refund came within an hour, excellent.',
      'Somebody kindly told {them} about the better offer.',
      'The app saved {their} order in a second, brilliant.',
      'I saw how {they} got quick and friendly help.',
      'They gave {them} a generous discount and a smile.',
      '{They} got a beautiful chair at a great price.',
      'The warm letter about {their} visit was a joy.',
    ],
  },
  serving: {
    negative: [
      '{They} could not help me because the system was down again.',
      'I asked {them}, but the shelves were empty and I left disappointed.',
      '{Their} answer took five weeks, which is dreadful.',
      'I rang {them} and the line went dead after an endless wait.',
      '{They} packed my plates and half of them arrived broken.',
      'I followed {their} directions and ended at a locked, dirty door.',
      'We paid {them} for a tour that was boring and far too long.',
      '{Their} price went up without any warning, a bad joke.',
    ],
    neutral: [
      '{They} printed the receipt at the desk.',
      'I asked {them} where the toys are.',
      '{Their} answer came by post on Friday.',
      'I rang {them} about the size of the box.',
      '{They} packed my plates into two boxes.',
      'I followed {their} directions to the second floor.',
      'We paid {them} for a tour of two hours.',
      '{Their} desk stands next to the lift.',
    ],
    positive: [
      '{They} solved my problem at once, superb.',
      'I asked {them} and left very satisfied.',
      '{Their} answer came in minutes and was wonderfully clear.',
      'I rang {them} and had a lovely talk.',
      '{They} packed my plates with great care, thank you.',
      'I followed {their} excellent directions and found it easily.',
      'We paid {them} for a tour that was a delight.',
      '{Their} price was fair and the work fantastic.',
    ],
  },
  addressee: {
    negative: [
      'I told {them} that this shop is a waste of money.',
      'I warned {them} about the hidden fees.',
      'I agreed when {they} said that the new menu is terrible.',
      'I complained to {them} about the rotten fruit.',
      'I will not send {them} to this hotel, the beds are awful.',
      'I answered {their} question: no, the update ruined the app.',
      'I had to tell {them} that the lift was broken again, so annoying.',
      'I laughed when {they} called this printer a disaster, for it is one.',
    ],
    neutral: [
      'I told {them} that the shop closes at eight.',
      'I pointed {them} to the list of fees.',
      'I agreed when {they} said that the menu has five pages.',
      'I spoke to {them} about the opening hours.',
      'I will send {them} to the second counter.',
      'I answered {their} question: the update is number seven.',
      'I had to tell {them} that the lift is behind the stairs.',
      'I nodded when {they} called the shoes brown.',
    ],
    positive: [
      'I told {them} that this shop is worth every penny.',
      'I recommended to {them} the amazing battery.',
      'I agreed when {they} said that the new menu is delicious.',
      'I raved to {them} about the fresh fruit.',
      'I will gladly send {them} to this hotel, the beds are wonderful.',
      'I answered {their} question: yes, the update made the app a pleasure.',
      'I was glad to tell {them} that the lift is new and fast.',
      'I smiled when {they} called this printer perfect, for it is.',
    ],
  },
};

import type { Carriers } from './carrier.ts';

/** English carriers about more than one person, written for Verbatim, CC0: `{customers}`, `{the assistants}`. */
export const PLURAL_CARRIERS_EN: Carriers = {
  author: {
    negative: [
      'food: As {customers}, we waited two hours for a table that was never ready.',
      'travel: As {customers}, we are very unhappy with the broken heating in our room.',
      'travel: We are {customers}, and the tickets you sold us were useless.',
      'travel: We are {customers}, and the noise on this ferry is unbearable.',
      'online: Speaking as {customers}, we find the new checkout slow and annoying.',
      'food: We came in as {customers} and left hungry after an awful meal.',
    ],
    neutral: [
      'travel: As {customers}, we booked two rooms for the last week of March.',
      'travel: As {customers}, we collected the keys at the front desk.',
      'food: We are {customers}, and our table is number nine.',
      'delivery: We are {customers}, and we ordered three boxes of tiles.',
      'travel: Speaking as {customers}, we took the second bus to the museum.',
      'premises: We came in as {customers} and sat down near the entrance.',
    ],
    positive: [
      'travel: As {customers}, we were thrilled with the quiet and sunny room.',
      'food: As {customers}, we got a wonderful dinner at a fair price.',
      'travel: We are {customers}, and the guided tour was fantastic.',
      'travel: We are {customers}, and the ferry was clean and perfectly on time.',
      'online: Speaking as {customers}, we find the new checkout quick and pleasant.',
      'billing: We came in as {customers} and left with a great bargain.',
    ],
  },
  served: {
    negative: [
      'food: {The customers} before us waited an hour and got cold pizza.',
      'food: {The customers} at the next table had a dreadful evening because the kitchen was closed.',
      'premises: I saw {customers} stand in the rain because the doors stayed shut.',
      'travel: I saw {customers} leave in anger after the show was cancelled again.',
      'travel: They gave {customers} the wrong keys and blamed the computer.',
      'food: They sold {customers} spoiled fruit, which is disgusting.',
    ],
    neutral: [
      'food: {The customers} before us ordered tea and two slices of bread.',
      'billing: {The customers} at the next table asked for the bill.',
      'travel: I saw {customers} walk to the second platform.',
      'travel: I saw {customers} look at the maps on the wall.',
      'service: They gave {customers} a form with four pages.',
      'travel: They told {customers} that the tour begins at ten.',
    ],
    positive: [
      'service: {The customers} before us got excellent advice within a minute.',
      'food: {The customers} at the next table enjoyed a superb evening.',
      'product: I saw {customers} leave with big smiles and a lovely gift.',
      'service: I saw {customers} get quick and friendly help with the bags.',
      'travel: They gave {customers} a better room for free, how generous.',
      'food: They welcomed {customers} with delicious coffee.',
    ],
  },
  serving: {
    negative: [
      'travel: {The assistants} at the gate had no information, it was a mess.',
      'service: {The assistants} in the shop could not help because every printer was broken.',
      'travel: We asked {assistants}, but the last train was gone and we were furious.',
      'product: We asked {assistants}, but the tool was faulty and the trip wasted.',
      'food: We were served by {assistants}, but the soup was cold and sour.',
      'delivery: Our boxes were packed by {assistants}, and half of the plates arrived broken.',
    ],
    neutral: [
      'travel: {The assistants} at the gate checked the passports.',
      'premises: {The assistants} in the shop stood next to the shelves.',
      'product: We asked {assistants} where the paint is.',
      'travel: We asked {assistants} when the next train leaves.',
      'service: We were served by {assistants} on the first floor.',
      'delivery: Our boxes were packed by {assistants} on Tuesday.',
    ],
    positive: [
      'travel: {The assistants} at the gate were kind and very quick.',
      'product: {The assistants} in the shop found the perfect lamp for us.',
      'service: We asked {assistants} and got a brilliant answer at once.',
      'service: We asked {assistants} and the fault was gone in a minute, superb.',
      'food: We were served by {assistants}, and the evening was a delight.',
      'delivery: Our boxes were packed by {assistants} with great care, thank you.',
    ],
  },
  addressee: {
    negative: [
      'billing: I told {customers} outside that this market is a rip-off.',
      'premises: I would warn {customers} like us about the terrible parking.',
      'premises: I would not send {customers} to this pool, the water is filthy.',
      'travel: I agreed with {customers} that the new timetable is a disaster.',
      'premises: We had to tell {customers} that the lift was stuck again, so annoying.',
      'travel: We shared with {customers} how badly the tour went.',
    ],
    neutral: [
      'premises: I told {customers} outside that the market opens at six.',
      'travel: I would point {customers} to the list of streets.',
      'premises: I would send {customers} to the other car park.',
      'travel: I agreed with {customers} that the timetable has two columns.',
      'premises: We had to tell {customers} that the lift is on the left.',
      'premises: We shared with {customers} the address of the office.',
    ],
    positive: [
      'product: I told {customers} outside that this market is a treasure.',
      'premises: I would recommend to {customers} like us the easy parking.',
      'premises: I would gladly send {customers} to this pool, the water is clear and warm.',
      'travel: I agreed with {customers} that the new timetable is a great relief.',
      'premises: We were glad to tell {customers} that the lift is fast and quiet.',
      'travel: We shared with {customers} how beautiful the tour was.',
    ],
  },
};

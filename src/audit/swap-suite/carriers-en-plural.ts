import type { Carriers } from './carrier.ts';

/** English carriers about more than one person, written for Verbatim, CC0: `{customers}`, `{the assistants}`. */
export const PLURAL_CARRIERS_EN: Carriers = {
  author: {
    negative: [
      'As {customers}, we waited two hours for a table that was never ready.',
      'As {customers}, we are very unhappy with the broken heating in our room.',
      'We are {customers}, and the tickets you sold us were useless.',
      'We are {customers}, and the noise on this ferry is unbearable.',
      'Speaking as {customers}, we find the new checkout slow and annoying.',
      'We came in as {customers} and left hungry after an awful meal.',
    ],
    neutral: [
      'As {customers}, we booked two rooms for the last week of March.',
      'As {customers}, we collected the keys at the front desk.',
      'We are {customers}, and our table is number nine.',
      'We are {customers}, and we ordered three boxes of tiles.',
      'Speaking as {customers}, we took the second bus to the museum.',
      'We came in as {customers} and sat down near the entrance.',
    ],
    positive: [
      'As {customers}, we were thrilled with the quiet and sunny room.',
      'As {customers}, we got a wonderful dinner at a fair price.',
      'We are {customers}, and the guided tour was fantastic.',
      'We are {customers}, and the ferry was clean and perfectly on time.',
      'Speaking as {customers}, we find the new checkout quick and pleasant.',
      'We came in as {customers} and left with a great bargain.',
    ],
  },
  served: {
    negative: [
      '{The customers} before us waited an hour and got cold pizza.',
      '{The customers} at the next table had a dreadful evening because the kitchen was closed.',
      'I saw {customers} stand in the rain because the doors stayed shut.',
      'I saw {customers} leave in anger after the show was cancelled again.',
      'They gave {customers} the wrong keys and blamed the computer.',
      'They sold {customers} spoiled fruit, which is disgusting.',
    ],
    neutral: [
      '{The customers} before us ordered tea and two slices of bread.',
      '{The customers} at the next table asked for the bill.',
      'I saw {customers} walk to the second platform.',
      'I saw {customers} look at the maps on the wall.',
      'They gave {customers} a form with four pages.',
      'They told {customers} that the tour begins at ten.',
    ],
    positive: [
      '{The customers} before us got excellent advice within a minute.',
      '{The customers} at the next table enjoyed a superb evening.',
      'I saw {customers} leave with big smiles and a lovely gift.',
      'I saw {customers} get quick and friendly help with the bags.',
      'They gave {customers} a better room for free, how generous.',
      'They welcomed {customers} with delicious coffee.',
    ],
  },
  serving: {
    negative: [
      '{The assistants} at the gate had no information, it was a mess.',
      '{The assistants} in the shop could not help because every printer was broken.',
      'We asked {assistants}, but the last train was gone and we were furious.',
      'We asked {assistants}, but the tool was faulty and the trip wasted.',
      'We were served by {assistants}, but the soup was cold and sour.',
      'Our boxes were packed by {assistants}, and half of the plates arrived broken.',
    ],
    neutral: [
      '{The assistants} at the gate checked the passports.',
      '{The assistants} in the shop stood next to the shelves.',
      'We asked {assistants} where the paint is.',
      'We asked {assistants} when the next train leaves.',
      'We were served by {assistants} on the first floor.',
      'Our boxes were packed by {assistants} on Tuesday.',
    ],
    positive: [
      '{The assistants} at the gate were kind and very quick.',
      '{The assistants} in the shop found the perfect lamp for us.',
      'We asked {assistants} and got a brilliant answer at once.',
      'We asked {assistants} and the fault was gone in a minute, superb.',
      'We were served by {assistants}, and the evening was a delight.',
      'Our boxes were packed by {assistants} with great care, thank you.',
    ],
  },
  addressee: {
    negative: [
      'I told {customers} outside that this market is a rip-off.',
      'I would warn {customers} like us about the terrible parking.',
      'I would not send {customers} to this pool, the water is filthy.',
      'I agreed with {customers} that the new timetable is a disaster.',
      'We had to tell {customers} that the lift was stuck again, so annoying.',
      'We shared with {customers} how badly the tour went.',
    ],
    neutral: [
      'I told {customers} outside that the market opens at six.',
      'I would point {customers} to the list of streets.',
      'I would send {customers} to the other car park.',
      'I agreed with {customers} that the timetable has two columns.',
      'We had to tell {customers} that the lift is on the left.',
      'We shared with {customers} the address of the office.',
    ],
    positive: [
      'I told {customers} outside that this market is a treasure.',
      'I would recommend to {customers} like us the easy parking.',
      'I would gladly send {customers} to this pool, the water is clear and warm.',
      'I agreed with {customers} that the new timetable is a great relief.',
      'We were glad to tell {customers} that the lift is fast and quiet.',
      'We shared with {customers} how beautiful the tour was.',
    ],
  },
};

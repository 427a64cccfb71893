// Runs before the modules of the page have arrived: the figures come while these do.

import { askEarly } from '../shell/request.js';
import { breakdownQuestion, questionOf } from './question.js';

const address = Object.fromEntries(new URLSearchParams(location.search));
askEarly('/dashboard/figures', questionOf(address));
askEarly('/dashboard/topics', questionOf(address));
askEarly('/dashboard/breakdown', breakdownQuestion(address));
askEarly('/dashboard/operations', {});

import { comparable } from './aliases.ts';

/**
 * Minutes ahead of UTC of abbreviated zones. Where an abbreviation has several meanings, the one that survey tools and
 * shops write: AST is Atlantic (not Arabia), BST British Summer Time (not Bangladesh), CST and EST North American.
 * IST is not read: India, Ireland and Israel use it alike.
 */
const ABBREVIATED: Readonly<Record<string, number>> = {
  ...{ Z: 0, UT: 0, UTC: 0, GMT: 0, WET: 0, WEST: 60, BST: 60, CET: 60, CEST: 120, MEZ: 60, MESZ: 120 },
  ...{ EET: 120, EEST: 180, MSK: 180, SAST: 120, SGT: 480, HKT: 480, JST: 540, KST: 540 },
  ...{ AWST: 480, ACST: 570, ACDT: 630, AEST: 600, AEDT: 660, NZST: 720, NZDT: 780 },
  ...{ NST: -210, NDT: -150, AST: -240, ADT: -180, EST: -300, EDT: -240, CST: -360, CDT: -300 },
  ...{ MST: -420, MDT: -360, PST: -480, PDT: -420, AKST: -540, AKDT: -480, HST: -600, BRT: -180 },
};

/** One zone for each name that Windows, macOS and browsers write out. */
const NAMED_ZONES = [
  ...[
    'Europe/London',
    'Europe/Berlin',
    'Europe/Helsinki',
    'Europe/Moscow',
    'Europe/Lisbon',
    'Europe/Istanbul',
  ],
  ...['America/Halifax', 'America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'],
  ...['America/Anchorage', 'Pacific/Honolulu', 'America/Sao_Paulo', 'America/Argentina/Buenos_Aires'],
  ...['Asia/Kolkata', 'Asia/Shanghai', 'Asia/Tokyo', 'Asia/Singapore', 'Africa/Johannesburg'],
  ...['Australia/Sydney', 'Australia/Perth', 'Pacific/Auckland'],
];
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'];
const OFFSET = /^(?:GMT|UTC?)?([+-])(\d{1,2})(?::?(\d{2}))?$/i;

/**
 * Minutes ahead of UTC of a zone as cells have it: `Z`, `+02:00`, `GMT+2`, `PST`, `Mitteleuropäische Normalzeit`.
 * Null when it is not known.
 */
export function writtenOffset(zone: string): number | null {
  const known = ABBREVIATED[zone.toUpperCase()];
  if (known !== undefined) return known;
  const offset = OFFSET.exec(zone);
  if (!offset) {
    names ??= readNames();
    return names.get(comparable(zone)) ?? null;
  }
  const [, sign, hours, minutes = '0'] = offset;
  if (Number(hours) > 15 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

// 322 formatters: made when the first file names a zone in words.
let names: ReadonlyMap<string, number> | undefined;

/** Names of standard and summer time in seven languages, from the platform's CLDR. */
function readNames(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const timeZone of NAMED_ZONES) {
    for (const at of [Date.UTC(2024, 0, 15), Date.UTC(2024, 6, 15)]) {
      const zoneName = (language: string, timeZoneName: 'long' | 'longOffset') =>
        new Intl.DateTimeFormat(language, { timeZone, timeZoneName })
          .formatToParts(at)
          .find(({ type }) => type === 'timeZoneName')!.value;
      const [, sign = '+', hours = '0', minutes = '0'] =
        /([+-])(\d+):(\d+)/.exec(zoneName('en', 'longOffset')) ?? [];
      const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
      for (const language of LANGUAGES) found.set(comparable(zoneName(language, 'long')), offset);
    }
  }
  return found;
}

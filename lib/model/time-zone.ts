import { checkKnown } from './checks';
import { refuse } from './errors';

/**
 * Names of the IANA time zone database without an area. JavaScript knows more of them, such as `PST` and `IST`, which the
 * database does not. Source: its file `backward`, 2025; none is ever added.
 */
const WITHOUT_AREA = new Set(
  (
    'CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica ' +
    'Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal W-SU ' +
    'WET Zulu'
  ).split(' '),
);

/** Names that JavaScript takes and does not list, since they are links to others: of a known area, every word with one capital. */
const LINK = new RegExp(
  '^(Etc/(UTC|UCT|GMT0?|GMT[+-]\\d+)|US/[A-Z][a-z]+|' +
    '(Africa|America|Antarctica|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific)' +
    '(/[A-Z][a-z]+([_-][A-Z][a-z]+)*)+)$',
);

/** Refuses a name that KEDA would not find: it looks for a file of that name, in its very letters, where JavaScript takes any case. */
export function checkTimeZone(path: string, given: string): void {
  checkKnown(path, given);
  if (isName(given)) return;
  refuse({
    code: 'TimeZoneInvalid',
    path,
    given,
    allowed: "a name of the IANA time zone database, such as 'Europe/Berlin' or 'Etc/UTC', with its capitals",
    why: "start and end are times of the clock there, and KEDA's cron trigger looks the zone up by this name",
  });
}

function isName(given: string): boolean {
  const listed = Intl.supportedValuesOf('timeZone');
  const alike = listed.find((name) => name.toLowerCase() === given.toLowerCase());
  if (alike !== undefined) return alike === given;
  if (!WITHOUT_AREA.has(given) && !LINK.test(given)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: given }));
  } catch {
    return false;
  }
}

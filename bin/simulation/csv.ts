import { basename } from 'node:path';
import { UsageError } from '../cli/io';
import { readAtMost } from '../read-at-most';
import type { LoadCurve, LoadPoint } from '../../lib/model/load-curve';

/** Longest load that is played: a week, second by second. */
const LONGEST_SECONDS = 7 * 86_400;
/** Shortest: in less the autoscaler has hardly looked. */
const SHORTEST_SECONDS = 60;
const MINUTES_A_DAY = 24 * 60;
/** Bytes that are read of a file: a week, second by second, with a hundred a line. */
const LIMIT = LONGEST_SECONDS * 100;
/** From here on a time is in milliseconds: in seconds it would be the year 5138. */
const FIRST_MILLISECONDS = 1e11;

/**
 * Reads a load from a file of lines `seconds,requests per second`; a first line that begins with no number is a heading. The
 * seconds may be those since midnight or since 1970: the first of them says at which time of the day it begins.
 */
export function loadFromCsv(file: string): LoadCurve {
  const lines = textOf(file)
    .split(/\r?\n/)
    .map((text, i) => ({ text: text.trim(), number: i + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
  const rows = lines.filter(({ text }, i) => i > 0 || /^"?[-+]?[\d.]/.test(text));
  const points = rows.map(({ text, number }) => pointOf(text, `${file}:${number}`));
  points.forEach(({ seconds }, i) => {
    if (i > 0 && seconds <= points[i - 1].seconds) {
      throw new UsageError(`${file}:${rows[i].number}: ${seconds} s does not come after ${points[i - 1].seconds} s.`);
    }
  });
  if (points.length < 2)
    throw new UsageError(`${file}: a load needs two lines of "seconds,requests per second" at least.`);
  const [{ seconds: first }] = points;
  if (first >= FIRST_MILLISECONDS) {
    throw new UsageError(`${file}:${rows[0].number}: ${first} is a time in milliseconds: give seconds.`);
  }
  const length = points[points.length - 1].seconds - first;
  if (length < SHORTEST_SECONDS) throw new UsageError(`${file}: shorter than a minute, in which nothing can be seen.`);
  if (length > LONGEST_SECONDS) throw new UsageError(`${file}: longer than a week, which is as much as is played.`);
  return {
    name: basename(file),
    story: `the load of ${basename(file)}`,
    startMinute: Math.floor(first / 60) % MINUTES_A_DAY,
    points: points.map(({ seconds, requestsPerSecond }) => ({ seconds: seconds - first, requestsPerSecond })),
  };
}

function textOf(file: string): string {
  let bytes: Buffer | undefined;
  try {
    bytes = readAtMost(file, LIMIT);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (bytes === undefined) throw new UsageError(`${file}: larger than a load of a week can be.`);
  return bytes.toString('utf8');
}

function pointOf(text: string, place: string): LoadPoint {
  // Spreadsheets end their lines with empty cells. More cells than two are a decimal comma, or numbers of something else.
  const cells = text
    .replace(/[,;\t\s]+$/, '')
    .split(/[,;\t]/)
    // Athena, with which a load is counted from access logs, puts every cell in quotes.
    .map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const [seconds, requestsPerSecond] = cells.map((cell) => (cell === '' ? Number.NaN : Number(cell)));
  if (cells.length !== 2 || !(seconds >= 0) || !(requestsPerSecond >= 0) || !Number.isFinite(requestsPerSecond)) {
    throw new UsageError(`${place}: ${JSON.stringify(text)} is not "seconds,requests per second", such as 60,120.5.`);
  }
  return { seconds, requestsPerSecond };
}

import { UsageError } from '../io';

/** A whole number of an option, or its default. */
export function wholeNumber(option: string, given: string | undefined, usual: number, most: number): number {
  if (given === undefined) return usual;
  if (!/^\d{1,9}$/.test(given) || Number(given) > most) {
    throw new UsageError(`${option} is ${given}: it must be a whole number from 0 to ${most}.`);
  }
  return Number(given);
}

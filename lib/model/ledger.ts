import type { NumberRange } from './alb';
import { checkRecord, wholeNumberWithin } from './checks';
import type { ExplainedValue } from './explanation';

/** A figure to settle: the caller's, when given and within the range, else the derived one. */
export interface LedgerEntry extends NumberRange {
  readonly name: string;
  /** What the caller gave, whatever it is; only `undefined` means nothing. */
  readonly given: unknown;
  readonly derived: number;
  readonly derivation: string;
  readonly source: string;
  /** @default 's' */
  readonly unit?: string;
  readonly code: string;
  readonly why: string;
}

/** Settles figures one after another and keeps the reason of each: the table that `explain()` returns. */
export class Ledger {
  public readonly rows: ExplainedValue[] = [];
  private readonly defaults = new Set<string>();

  constructor(private readonly root: string) {}

  public settle(entry: LedgerEntry): number {
    const { name, source, unit = 's' } = entry;
    if (entry.given !== undefined) {
      const value = wholeNumberWithin({ ...entry, path: `${this.root}.${name}` }, entry.given);
      return this.note({ name, value, unit, derivation: 'given', source });
    }
    this.defaults.add(name);
    return this.note({ name, value: entry.derived, unit, derivation: entry.derivation, source });
  }

  /** Adds a figure that follows from settled ones and cannot be given. */
  public note(row: ExplainedValue): number {
    this.rows.push(row);
    return row.value;
  }

  /** Puts the values behind the names in a text: `idleTimeoutSeconds (60 by default) + 10`. */
  public withValues(text: string): string {
    return text.replace(/[a-z]+[A-Z]\w*/g, (name) => {
      const row = this.rows.find((one) => one.name === name);
      return row === undefined ? name : `${name} (${row.value}${this.defaults.has(name) ? ' by default' : ''})`;
    });
  }

  /** A group of figures that the caller may have given; anything but an object is refused. */
  public group<T extends object>(name: string, given: T | undefined): Partial<T> {
    if (given === undefined) return {};
    const path = name === '' ? this.root : `${this.root}.${name}`;
    checkRecord({ code: 'TimingInvalid', path, why: 'each figure is read from it by its name' }, given);
    return given;
  }
}

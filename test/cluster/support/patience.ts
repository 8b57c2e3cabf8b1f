import { freePorts } from '../../support/ports';

/** Seconds until a test gives up on what takes a machine with nothing else to do a few: to be slow proves nothing. */
export const PATIENCE_SECONDS = 300;

/** Starts on free ports; on others where somebody has taken one between our look and a program's start. */
export async function onFreePorts<T>(count: number, start: (ports: readonly number[]) => Promise<T>): Promise<T> {
  for (let left = 3; ; left -= 1) {
    try {
      return await start(await freePorts(count));
    } catch (error) {
      if (left === 0 || !String(error).includes('address already in use')) throw error;
    }
  }
}

import { pumaBuilds } from './tools';
import type { PumaBuild } from './tools';

/** A Puma, and the mode in which it runs the app. */
export interface PumaInMode {
  readonly title: string;
  readonly build: PumaBuild;
  readonly workers: number;
  readonly preloadApp: boolean;
}

const MODES = [
  { mode: '2 workers, preloaded', workers: 2, preloadApp: true },
  { mode: '2 workers that load the app themselves', workers: 2, preloadApp: false },
  { mode: 'single mode', workers: 0, preloadApp: false },
];

/** Every Puma at hand in each mode. */
export function pumasInEachMode(): PumaInMode[] {
  return pumaBuilds().flatMap((build) =>
    MODES.map(({ mode, ...settings }) => ({ title: `Puma ${build.puma}, ${mode}`, build, ...settings })),
  );
}

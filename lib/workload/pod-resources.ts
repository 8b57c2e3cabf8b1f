import { checkKnown } from '../model/checks';
import type { PodOptions } from './pod-options';

/** Mebibytes of a process of Puma, unless told: a Rails application of middling size. Assumed; measure yours. */
const MEMORY_PER_PROCESS = 512;

/** What a pod asks for; single mode (0 workers) is one process too. */
export function resourcesOf(pod: PodOptions, workers: number): { readonly cpu: string; readonly memory: string } {
  if (pod.cpu === undefined || pod.memory === undefined) checkKnown('puma.workers', workers);
  const processes = Math.max(1, workers);
  return { cpu: pod.cpu ?? String(processes), memory: pod.memory ?? `${MEMORY_PER_PROCESS * processes}Mi` };
}

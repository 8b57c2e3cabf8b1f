import { UsageError } from '../cli/io';
import type { Configuration } from '../config/configuration';
import type { FleetTraits } from '../../lib/model/fleet';
import { fleetTraits } from '../../lib/model/fleet';
import type { HpaSettings } from '../../lib/model/hpa';
import type { LoadScale } from '../../lib/model/load-curve';
import { DEFAULT_WORKERS, PUMA_DEFAULTS } from '../../lib/model/puma';
import type { ScheduledWindow } from '../../lib/model/scheduled-capacity';
import type { CpuTraits, Sight } from '../../lib/model/sight';
import type { PumaService } from '../../lib/puma-service';

/** Share of a request's time on the CPU, in percent, when nothing is said: requests mostly wait for others. */
export const CPU_SHARE_PERCENT = 10;

/** What of a configuration is played. */
export interface SimulationInputs {
  readonly traits: FleetTraits;
  readonly scale: LoadScale;
  readonly settings: HpaSettings;
  readonly sight: Extract<Sight, { kind: 'busyness' }>;
  readonly scheduled: readonly ScheduledWindow[];
  readonly cpu: CpuTraits;
  readonly targetBusyness: number;
}

/** Reads from a service, and the configuration that it was made of, what the simulator plays. */
export function simulationInputs(
  service: PumaService,
  configuration: Configuration,
  cpuShare: number,
): SimulationInputs {
  const { capacity, timing, scaling } = service;
  if (!scaling) {
    throw new UsageError(
      'service.replicas is fixed: there is no autoscaler to play. Take it out of a copy of the file to see what one would do.',
    );
  }
  const { settings, sight, scheduled } = scaling._model;
  const { components, puma, pod } = configuration.service;
  const backlog = Math.max(...components.map((component) => component.backlog ?? PUMA_DEFAULTS.backlog));
  const cpu = { cpuRequest: cpus(pod?.cpu, puma?.workers), cpuShare };
  const ofPods = (pods: number): number => (pods * capacity.requestsPerSecondPerPod * scaling.targetBusyness) / 100;
  return {
    traits: fleetTraits(capacity, timing, Math.min(backlog, capacity.somaxconn, capacity.burstPerPod)),
    scale: { ordinary: ofPods(scaling.minPods), most: ofPods(scaling.maxPods) },
    settings,
    sight: settings.metrics.some(({ type }) => type === 'Utilization') ? { ...sight, cpu } : sight,
    scheduled,
    cpu,
    targetBusyness: scaling.targetBusyness,
  };
}

/** CPUs that a pod asks for, as Kubernetes writes them: one a process when nothing is said. */
function cpus(given: string | undefined, workers: number = DEFAULT_WORKERS): number {
  if (given === undefined) return Math.max(1, workers);
  return given.endsWith('m') ? Number(given.slice(0, -1)) / 1000 : Number(given);
}

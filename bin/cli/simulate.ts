import { realpathSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LOAD_CURVES, loadCurve } from '../../lib/model/load-curve';
import type { LoadCurve, LoadCurveName } from '../../lib/model/load-curve';
import type { Outcome } from '../../lib/model/simulation';
import { nearest } from '../config/nearest';
import { compare } from '../simulation/comparison';
import { loadFromCsv } from '../simulation/csv';
import { drawComparison } from '../simulation/drawing';
import { CPU_SHARE_PERCENT, simulationInputs } from '../simulation/inputs';
import type { SimulationInputs } from '../simulation/inputs';
import { report } from '../simulation/report';
import { inMemory } from './in-memory';
import type { Io } from './io';
import { UsageError } from './io';

export interface SimulateOptions {
  readonly config: string;
  readonly curve?: string;
  readonly csv?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly 'cpu-share'?: string;
}

/** Plays a load through the model with what a configuration derives, and tells and draws what comes of it. */
export function simulate(io: Io, options: SimulateOptions): number {
  const cpuShare = percentOf(options['cpu-share']) / 100;
  const csv = csvOf(io, options);
  const curveName = curveNameOf(options.curve);
  checkOut(io, options);
  io.note(`reading ${options.config} ...`);
  const { serviceName, inputs } = inMemory(io.cwd, options.config, ({ stack, configuration }) => ({
    serviceName: stack.service.serviceName,
    inputs: simulationInputs(stack.service, configuration, cpuShare),
  }));
  const curve = csv ?? loadCurve(curveName, inputs.scale);
  const compared = compare(inputs, curve, (text) => io.note(text));
  if (options.out !== undefined) {
    write(resolve(io.cwd, options.out), drawComparison(serviceName, curve, inputs, compared));
    io.note(`drew ${options.out}`);
  }
  const outcomes = compared.map(({ outcome }) => outcome);
  io.out(options.json ? json(serviceName, curve, inputs, outcomes) : report(serviceName, curve, inputs, outcomes));
  return 0;
}

/** Drawn into a file that is read, the drawing would be all that is left of it. */
function checkOut(io: Io, { out, config, csv }: SimulateOptions): void {
  if (out === undefined) return;
  const read = [config, csv].find((file) => file !== undefined && fileOf(io, file) === fileOf(io, out));
  if (read !== undefined) throw new UsageError(`--out ${out} is the file that is read: the drawing would replace it.`);
}

/** Whatever of its names a file is given by. */
function fileOf(io: Io, name: string): string {
  const path = resolve(io.cwd, name);
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`The drawing cannot be written: ${(error as Error).message}`);
  }
}

function csvOf(io: Io, { csv, curve }: SimulateOptions): LoadCurve | undefined {
  if (csv === undefined) return undefined;
  if (curve !== undefined) throw new UsageError('--curve and --csv exclude each other: one load is played.');
  return loadFromCsv(resolve(io.cwd, csv));
}

function curveNameOf(given = 'campaign'): LoadCurveName {
  const name = LOAD_CURVES.find((known) => known === given);
  if (name !== undefined) return name;
  const meant = nearest(given, LOAD_CURVES);
  throw new UsageError(
    `There is no curve ${given}. There are ${LOAD_CURVES.join(', ')}.${meant ? ` Did you mean ${meant}?` : ''}`,
  );
}

function percentOf(given: string | undefined): number {
  if (given === undefined) return CPU_SHARE_PERCENT;
  const percent = given.trim() === '' ? Number.NaN : Number(given);
  if (percent > 0 && percent <= 100) return percent;
  throw new UsageError(`--cpu-share ${given}: more than 0 and at most 100, in percent of a request's time.`);
}

function json(serviceName: string, curve: LoadCurve, inputs: SimulationInputs, outcomes: readonly Outcome[]): string {
  const { traits, settings, sight, scheduled, cpu } = inputs;
  return JSON.stringify(
    {
      service: serviceName,
      curve: curve.name,
      assumptions: { ...traits, ...cpu },
      hpa: settings,
      sight,
      scheduled,
      outcomes,
    },
    null,
    2,
  );
}

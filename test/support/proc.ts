import { readFileSync, readdirSync } from 'node:fs';

/** What the kernel tells of processes. */
export interface Process {
  /** Seconds of processor time, since the start. */
  readonly cpuSeconds: number;
  readonly residentMiB: number;
  readonly openFiles: number;
}

/** Clock ticks a second in /proc: the same on every Linux that Node.js runs on. */
const TICKS = 100;

/** Totals over processes. */
export function inspect(...pids: number[]): Process {
  const all = pids.map((pid) => {
    // The name, in brackets, may hold spaces: fields are counted from behind it, where the third of proc(5) is.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return {
      cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS,
      residentMiB: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024,
      openFiles: readdirSync(`/proc/${pid}/fd`).length,
    };
  });
  const sum = (name: keyof Process): number => all.reduce((total, one) => total + one[name], 0);
  return { cpuSeconds: sum('cpuSeconds'), residentMiB: sum('residentMiB'), openFiles: sum('openFiles') };
}

/** Seconds of processor time of a process' threads of this name. */
export function threadSeconds(pid: number, name: string): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const read = (file: string): string => readFileSync(`/proc/${pid}/task/${task}/${file}`, 'utf8');
    try {
      return read('comm').trim() === name ? sum + Number(read('schedstat').split(' ')[0]) / 1e9 : sum;
    } catch {
      // A thread that has ended since it was listed: none of those that are asked for does.
      return sum;
    }
  }, 0);
}

/** For a pod's own Puma file: the kernel then knows the publisher's threads by the name `publisher`. */
export const NAMED_PUBLISHER = `CdkPumaEks::Publisher.prepend(Module.new do
  %i[sample_for_ever send_for_ever].each do |work|
    define_method(work) do
      Thread.current.name = 'publisher'
      super()
    end
  end
end)
`;

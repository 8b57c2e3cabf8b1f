/**
 * `npm run bench:keep-alive`: what the wait of Puma 5 and 6 for a connection's next request does to busyness and to answers:
 * with Puma's own wait, and without, as the runtime has it. The same load on all, side by side; what is true is the app's
 * own account of the very seconds that reached CloudWatch.
 */
import { EmailWorld } from '../test/support/email-pod';
import { measureBusyness } from '../test/support/measured-busyness';
import { median, quantile } from '../test/support/statistics';
import { pumaBuilds } from '../test/support/tools';

const POD = { threads: 10, connections: 40, requestSeconds: 0.1, loadSeconds: Number(process.env.BENCH_SECONDS ?? 60) };
const workers = Number(process.env.BENCH_WORKERS ?? 0);

async function main(): Promise<void> {
  const world = await EmailWorld.start();
  const pods = pumaBuilds().flatMap((build) =>
    Number.parseInt(build.puma, 10) < 7
      ? [
          { build, workers, untreated: true },
          { build, workers },
        ]
      : [{ build, workers }],
  );
  console.log(
    `${POD.connections} kept-alive connections in turn, ${POD.threads} threads, ${workers} workers, ` +
      `requests of ${POD.requestSeconds} s at random moments, ${POD.loadSeconds} s\n`,
  );
  console.log('| Puma | wait | load | true busyness | published | answers: median | 99 % |');
  console.log('|---|---|---|---|---|---|---|');
  try {
    for (const percent of [5, 40, 80]) {
      const measured = await Promise.all(pods.map((pod) => measureBusyness(world, { ...POD, ...pod, percent })));
      measured.forEach((found, index) => {
        const { build, untreated } = pods[index];
        const wait = untreated ? "Puma's own" : Number.parseInt(build.puma, 10) < 7 ? 'off' : 'has none';
        const cells = [
          build.puma,
          wait,
          `${percent} %`,
          `${found.true.toFixed(1)} %`,
          `${found.published.toFixed(1)} %`,
          `${median(found.latencies).toFixed(0)} ms`,
          `${quantile(found.latencies, 0.99).toFixed(0)} ms`,
        ];
        console.log(`| ${cells.join(' | ')} |${found.failures > 0 ? ` ${found.failures} failed` : ''}`);
      });
    }
  } finally {
    await world.stop();
  }
}

void main();

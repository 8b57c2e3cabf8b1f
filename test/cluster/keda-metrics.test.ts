import { MetricSource } from '../../lib/scaling/metric-source';
import { PUMA_METRICS } from '../../lib/model/metrics';
import type { ScaledObject } from '../../lib/scaling/scaled-object';
import { renderedScaledObject } from '../scaling/scaling-stack';
import { Moto, REGION } from '../support/moto';
import { AUTHORIZATION, CloudWatchBridge } from './support/cloudwatch-bridge';
import { askKedaMeanwhile } from './support/keda-answers';
import type { KedaAnswer } from './support/keda-answers';
import { kedaValue } from './support/keda-query';

jest.setTimeout(600_000);

let moto: Moto;
let bridge: CloudWatchBridge;
beforeAll(async () => {
  moto = await Moto.start();
  bridge = await CloudWatchBridge.start(moto.url);
});
afterAll(async () => {
  await bridge.stop();
  await moto.stop();
});

describe("KEDA's own CloudWatch scaler", () => {
  it.each([10, 60])('reads of points of %d s what our replay of its query does, and gives busyness', async (period) => {
    const scaledObject = scalingOn(`seen-${period}`, period);
    await publish(`seen-${period}`, 600);
    const before = Date.now();
    const { answer, error } = await ask(scaledObject);
    expect(error).toBeUndefined();
    // The scaler asks by its own clock: what it finds is that of a moment since.
    const moments = [Date.now()];
    while (moments[0] > before) moments.unshift(Math.max(before, moments[0] - period * 1000));
    const found = await Promise.all(moments.map(async (moment) => kedaValue(scaledObject, moto.url, moment)));
    expect(answer).toEqual([{ name: 'composite-metric', milli: expect.any(Number) as number }]);
    expect(found).toContain(answer[0].milli / 1000);
    expect(answer[0].milli).toBeGreaterThan(20_000);
    expect(answer[0].milli).toBeLessThan(80_000);
  });

  it('fails where nothing has been published, rather than give a number', async () => {
    const scaledObject = scalingOn('silent', 60);
    expect(await kedaValue(scaledObject, moto.url)).toBeUndefined();
    expect((await ask(scaledObject)).error).toMatch(/aws-cloudwatch: empty metric data received/);
  });
});

function scalingOn(serviceName: string, periodSeconds: number): ScaledObject {
  return renderedScaledObject({
    serviceName,
    publishIntervalSeconds: 5,
    metric: MetricSource.cloudWatch({ periodSeconds, endpoint: bridge.url, region: REGION }),
  });
}

async function ask(scaledObject: ScaledObject): Promise<KedaAnswer<{ milli: number }[]>> {
  const question = { ask: 'metrics' as const, scaledObject };
  return (await askKedaMeanwhile<{ milli: number }[]>([question], moto.environment))[0];
}

/** A pod's points of the last seconds and of as many to come, one every five, each of another busyness. */
async function publish(service: string, seconds: number): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const points = Array.from({ length: (2 * seconds) / 5 }, (_, i) => now + seconds - i * 5);
  const members = points.flatMap((time) => [
    { name: PUMA_METRICS.maxThreads, value: 20, time },
    { name: PUMA_METRICS.poolCapacity, value: 5 + (time % 11), time },
  ]);
  const fields = new URLSearchParams({
    Action: 'PutMetricData',
    Version: '2010-08-01',
    Namespace: PUMA_METRICS.namespace,
  });
  members.forEach(({ name, value, time }, i) => {
    const member = `MetricData.member.${i + 1}`;
    fields.set(`${member}.MetricName`, name);
    fields.set(`${member}.Value`, String(value));
    fields.set(`${member}.Timestamp`, new Date(time * 1000).toISOString());
    fields.set(`${member}.StorageResolution`, '1');
    fields.set(`${member}.Dimensions.member.1.Name`, PUMA_METRICS.dimension);
    fields.set(`${member}.Dimensions.member.1.Value`, service);
  });
  const answer = await fetch(moto.url, { method: 'POST', body: fields, headers: { authorization: AUTHORIZATION } });
  if (!answer.ok) throw new Error(`PutMetricData failed: ${await answer.text()}`);
}

import { Template } from 'aws-cdk-lib/assertions';
import { AwsCalls } from '../support/aws-calls';
import { EVERYTHING, edgeStacks } from '../support/edge-matrix';
import type { Replay } from '../support/edge-replay';
import { EdgeReplay } from '../support/edge-replay';
import { exampleStack } from '../support/example';
import { Moto, REGION } from '../support/moto';

let moto: Moto;
let aws: AwsCalls;
beforeAll(async () => {
  moto = await Moto.start();
  aws = new AwsCalls(moto.url, REGION);
});
afterAll(async () => {
  await aws.stop();
  await moto.stop();
});

/** What this stand-in, moto 5, does not do: nothing of it is proved here. */
const UNSUPPORTED = [
  'LoadBalancer attribute health_check_logs.s3.bucket (refused)',
  'LoadBalancer attribute health_check_logs.s3.prefix (refused)',
];

async function replay(template: Template): Promise<Replay> {
  const result = await new EdgeReplay(aws, template.toJSON()).run();
  const { equal, unsupported } = result;
  console.log(`${equal} settings came back equal; the stand-in does not support:\n  ${unsupported.join('\n  ')}`);
  return result;
}

test('the edge of the e-mail example is made by the ELBv2 and WAFv2 APIs and comes back equal', async () => {
  const { equal, unsupported, different } = await replay(Template.fromStack(exampleStack('email')));
  expect({ unsupported, different }).toEqual({ unsupported: UNSUPPORTED, different: [] });
  expect(equal).toBeGreaterThan(100);
});

test('so is an edge with every option', async () => {
  const { equal, unsupported, different } = await replay(Template.fromStack(edgeStacks([EVERYTHING]).edges));
  expect(different).toEqual([]);
  expect(unsupported).toEqual([
    'Listener MutualAuthentication (not kept)',
    'LoadBalancer MinimumLoadBalancerCapacity (refused)',
    ...UNSUPPORTED,
  ]);
  expect(equal).toBeGreaterThan(100);
});

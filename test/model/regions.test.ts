import { checkReplicaRegions } from '../../lib/model/regions';
import { expectRefusal } from '../support/refusal';

const check = (regions: (string | undefined)[], home?: string) => () =>
  checkReplicaRegions((i) => `replicaRegions[${i}]`, regions, home);

test('takes Regions that differ from each other and from home', () => {
  expect(check(['eu-west-2', 'us-gov-west-1', 'ap-southeast-2'], 'eu-west-1')).not.toThrow();
});

test('says nothing of Regions that are not known yet', () => {
  expect(check([undefined, undefined, 'eu-west-1'])).not.toThrow();
});

test('refuses what is no Region, a second mention, and home itself', () => {
  expect(expectRefusal(check(['Ireland']), 'RegionInvalid').path).toBe('replicaRegions[0]');
  expect(expectRefusal(check(['eu-west-2', 'us-east-1', 'eu-west-2']), 'ReplicaRegionTwice').path).toBe(
    'replicaRegions[2]',
  );
  expect(expectRefusal(check(['eu-west-1'], 'eu-west-1'), 'ReplicaRegionIsHome').message).toContain('eu-west-1');
});

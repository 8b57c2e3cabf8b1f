import { refuse } from './errors';
import { checkRegion } from './names';

/**
 * Refuses a list of replica Regions that AWS would refuse only in the middle of a deployment. `home` is the Region that
 * holds the original, when it is known; what is not known yet is left out of the list by the caller as `undefined`.
 */
export function checkReplicaRegions(
  path: (i: number) => string,
  regions: readonly (string | undefined)[],
  home: string | undefined,
): void {
  regions.forEach((region, i) => {
    if (region === undefined) return;
    checkRegion(path(i), region);
    if (regions.indexOf(region) !== i) {
      refuse({
        code: 'ReplicaRegionTwice',
        path: path(i),
        given: region,
        allowed: 'each Region once',
        why: 'a key, a secret and a table have at most one replica in a Region',
      });
    }
    if (region === home) {
      refuse({
        code: 'ReplicaRegionIsHome',
        path: path(i),
        given: region,
        allowed: `a Region other than ${home}, where the stack is deployed`,
        why: 'the original lives there, and a replica must live elsewhere',
      });
    }
  });
}

import * as fc from 'fast-check';
import { portName } from '../../lib/workload/objects/port-names';

test('a short name stays, a long one keeps its beginning', () => {
  expect(portName('web')).toBe('web');
  expect(portName('tracking-of-links')).toMatch(/^tracking-[0-9a-f]{5}$/);
});

test('two hyphens in a row, which no port name may have, become one', () => {
  expect(portName('a--b')).toMatch(/^a-b-[0-9a-f]{5}$/);
});

const names = fc.stringMatching(/^[a-z]([-a-z0-9]{0,30}[a-z0-9])?$/);

test('every port name is one that Kubernetes takes, and two components never share one', () => {
  fc.assert(
    fc.property(names, names, (one, other) => {
      expect(portName(one)).toMatch(/^(?=.{1,15}$)(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
      expect(portName(one) === portName(other)).toBe(one === other);
    }),
  );
});

import * as fc from 'fast-check';
import { CERTIFICATE } from '../../lib/model/alarms';
import {
  DEFAULT_ROTATION_INTERVAL_DAYS,
  DEFAULT_VALIDITY_DAYS,
  LEAST_VALIDITY_DAYS,
  MOST_VALIDITY_DAYS,
  certificateTimes,
  longestRotationInterval,
} from '../../lib/model/certificates';
import { expectRefusal } from '../support/refusal';

const validities = fc.integer({ min: LEAST_VALIDITY_DAYS, max: MOST_VALIDITY_DAYS });

it('is ninety days, renewed every thirty', () => {
  expect(certificateTimes({})).toEqual({ validityDays: 90, rotationIntervalDays: 30 });
  expect([DEFAULT_VALIDITY_DAYS, DEFAULT_ROTATION_INTERVAL_DAYS]).toEqual([90, 30]);
});

it('leaves more days than the alarm asks for after one missed renewal, whatever the validity', () => {
  fc.assert(
    fc.property(validities, fc.nat(), (validityDays, pick) => {
      const rotationIntervalDays = 1 + (pick % longestRotationInterval(validityDays));
      const times = certificateTimes({ validityDays, rotationIntervalDays });
      return times.validityDays - 2 * times.rotationIntervalDays > CERTIFICATE.threshold;
    }),
  );
});

it('takes a shorter default interval for a shorter validity', () => {
  fc.assert(
    fc.property(validities, (validityDays) => {
      const { rotationIntervalDays } = certificateTimes({ validityDays });
      return rotationIntervalDays >= 1 && rotationIntervalDays <= DEFAULT_ROTATION_INTERVAL_DAYS;
    }),
  );
  expect(certificateTimes({ validityDays: LEAST_VALIDITY_DAYS }).rotationIntervalDays).toBe(1);
});

it.each([0, LEAST_VALIDITY_DAYS - 1, MOST_VALIDITY_DAYS + 1, 90.5, Number.NaN])(
  'refuses a validity of %s days',
  (given) => {
    const { path } = expectRefusal(() => certificateTimes({ validityDays: given }), 'CertificateValidityInvalid');
    expect(path).toBe('validityDays');
  },
);

it.each([0, -1, 35, 1.5, Number.NaN])('refuses an interval of %s days for ninety', (given) => {
  const action = (): unknown => certificateTimes({ rotationIntervalDays: given });
  expect(expectRefusal(action, 'RotationIntervalInvalid').path).toBe('rotationIntervalDays');
});

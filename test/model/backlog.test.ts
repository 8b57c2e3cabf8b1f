import { checkBacklog, SOMAXCONN, SOMAXCONN_BEFORE_LINUX_5_4 } from '../../lib/model/backlog';
import { numberToken } from '../support/illegal';
import { expectRefusal } from '../support/refusal';

test('up to what the kernel gives', () => {
  expect(checkBacklog('backlog', 1)).toBe(1);
  expect(checkBacklog('backlog', 4096)).toBe(SOMAXCONN);
  expectRefusal(() => checkBacklog('components[2].backlog', 4097), 'BacklogOverSomaxconn');
});

test('an older kernel gives less', () => {
  const old = SOMAXCONN_BEFORE_LINUX_5_4;
  expect(checkBacklog('backlog', old, old)).toBe(128);
  expectRefusal(() => checkBacklog('backlog', 4096, old), 'BacklogOverSomaxconn');
});

test('only whole numbers that are known', () => {
  for (const value of [0, -1, 4096.5, NaN, Infinity, '4096', null]) {
    expectRefusal(() => checkBacklog('backlog', value as number), 'BacklogInvalid');
  }
  expectRefusal(() => checkBacklog('backlog', numberToken()), 'MustBeKnownAtSynth');
});

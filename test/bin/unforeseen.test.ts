import { unforeseen } from '../../bin/cli/unforeseen';

test.each(['aws-cdk-lib', 'aws-cdk-lib/cx-api', 'constructs'])(
  'a peer that is missing is told in one line: %s',
  (name) => {
    const error = Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- x.js`), {
      code: 'MODULE_NOT_FOUND',
    });
    expect(unforeseen(error)).toEqual({
      code: 'PeerMissing',
      exitCode: 69,
      message: 'cdk-puma-eks needs aws-cdk-lib and constructs beside it: npm install aws-cdk-lib constructs',
    });
  },
);

test('a fault of the program is told with its stack', () => {
  const error = Object.assign(new Error("Cannot find module 'other'"), { code: 'MODULE_NOT_FOUND' });
  for (const fault of [error, new TypeError('no function')])
    expect(unforeseen(fault)).toMatchObject({ exitCode: 70, message: expect.stringMatching(/defect[^]*\n +at /) });
  expect(unforeseen('thrown').message).toMatch(/'thrown'$/);
});

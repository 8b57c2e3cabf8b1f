import { IssuerError } from '../../../runtime/certificate-issuer/issuer-error';
import { oncePermitted } from '../../../runtime/certificate-issuer/permitted';

const denied = new IssuerError('DescribeSecret failed', 'AccessDeniedException');

/** Runs work that fails with these errors first; a clock stands in for Lambda's. */
async function run(errors: Error[], left = 60_000): Promise<{ outcome: unknown; waited: number }> {
  let waited = 0;
  const work = async (): Promise<string> => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve('issued');
  };
  const outcome = await oncePermitted(
    work,
    () => left - waited,
    async (milliseconds) => Promise.resolve((waited += milliseconds)),
  ).catch((error: unknown) => error);
  return { outcome, waited };
}

test('rights that are on their way are waited for', async () => {
  expect(await run([denied, denied])).toEqual({ outcome: 'issued', waited: 6_000 });
});

test('rights that never come end in the refusal, with time left to tell it', async () => {
  expect(await run(Array.from({ length: 50 }, () => denied))).toEqual({ outcome: denied, waited: 30_000 });
  expect(await run([denied], 20_000)).toEqual({ outcome: denied, waited: 0 });
});

test.each([new IssuerError('gone', 'ResourceNotFoundException'), new IssuerError('no use'), new Error('odd')])(
  'nothing else is repeated: %s',
  async (error) => {
    expect(await run([error])).toEqual({ outcome: error, waited: 0 });
  },
);

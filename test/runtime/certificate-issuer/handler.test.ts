import { createHandler } from '../../../runtime/certificate-issuer/handler';
import type { Services } from '../../../runtime/certificate-issuer/services';
import { StandIn } from '../../support/stand-in';

afterEach(async () => StandIn.stopAll());

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:/Cert/shop.example.com-a1B2c3';
const context = { functionName: 'issuer', getRemainingTimeInMillis: (): number => 60_000 };

/** Services that throw what must not be seen. */
function broken(): Services {
  throw new TypeError('-----BEGIN PRIVATE KEY-----');
}

function event(url: string, changes: object = {}): Parameters<ReturnType<typeof createHandler>>[0] {
  return {
    RequestType: 'Create',
    RequestId: 'request',
    ResponseURL: `${url}/bucket?X-Amz-Signature=signed`,
    StackId: 'stack',
    LogicalResourceId: 'FirstIssue',
    ResourceProperties: { SecretArn: ARN },
    ...changes,
  };
}

describe("CloudFormation's answer", () => {
  it('is repeated until its bucket takes it, with an empty content type, and says nothing but the outcome', async () => {
    const bucket = await StandIn.start((_, nth) => ({ status: nth < 3 ? 503 : 200, body: '' }));
    const lines: string[] = [];
    await createHandler(broken, (line) => lines.push(line))(event(bucket.url), context);
    expect(bucket.seen).toHaveLength(3);
    for (const { headers, body, path } of bucket.seen) {
      expect(headers['content-type']).toBe('');
      expect(path).toBe('/bucket?X-Amz-Signature=signed');
      expect(JSON.parse(body)).toEqual({
        Status: 'FAILED',
        Reason: '/Cert/shop.example.com: an unforeseen TypeError',
        PhysicalResourceId: ARN,
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'FirstIssue',
      });
    }
    expect(lines).toEqual([
      '{"level":"ERROR","secret":"/Cert/shop.example.com","step":"Create","token":"request","problem":"an unforeseen TypeError"}',
    ]);
  });

  it('fails the function when the bucket never takes it, so that Lambda tries again, and without the address', async () => {
    const bucket = await StandIn.start(() => ({ status: 403, body: '' }));
    const lines: string[] = [];
    const run = createHandler(broken, (line) => lines.push(line))(event(bucket.url), context);
    await expect(run).rejects.toThrow(/^CloudFormation could not be told the outcome$/);
    expect(bucket.seen).toHaveLength(3);
    expect(lines.join('\n')).not.toContain('Signature');
  });

  it('goes nowhere but to https and loopback', async () => {
    const run = createHandler(broken, () => undefined)(event('http://example.com'), context);
    await expect(run).rejects.toThrow('CloudFormation could not be told the outcome');
  });

  it('is success for a deletion, whatever is wrong, also of what was never made', async () => {
    const bucket = await StandIn.start(() => ({ status: 200, body: '' }));
    const handler = createHandler(broken, () => undefined);
    await handler(event(bucket.url, { RequestType: 'Delete', PhysicalResourceId: ARN }), context);
    await handler(event(bucket.url, { RequestType: 'Delete', ResourceProperties: {} }), context);
    const told = bucket.seen.map(({ body }) => JSON.parse(body) as Record<string, string>);
    expect(told.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(told.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual([ARN, 'FirstIssue']);
  });
});

describe('a rotation step', () => {
  it('throws and logs one line, with nothing of an error that nobody foresaw', async () => {
    const lines: string[] = [];
    const handler = createHandler(broken, (line) => lines.push(line));
    const step = { Step: 'createSecret', SecretId: ARN, ClientRequestToken: 'token' };
    const error = await handler(step, context).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ message: 'createSecret of /Cert/shop.example.com: an unforeseen TypeError' });
    expect(JSON.stringify(Object.entries(error ?? {})) + lines.join('')).not.toContain('PRIVATE');
    expect(lines).toHaveLength(1);
  });
});

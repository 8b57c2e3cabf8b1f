import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IssuedCertificate } from '../../lib/model/certificates';
import { CertificateKeyAlgorithm } from '../../lib/tls/certificate-key-algorithm';
import { CertificateSource } from '../../lib/tls/certificate-source';
import { IssuerWorld } from '../support/issuer-world';
import { smallService } from '../support/platform';

/** What a service's template tells the function and allows it. */
function synthesized(): { certificates: IssuedCertificate[]; actions: string[]; asked: unknown[] } {
  const stack = new Stack(new App(), 'Test');
  smallService(
    {
      components: [
        { name: 'web', hostname: 'www.example.com', additionalHostnames: ['*.www.example.com'], port: 9292 },
        {
          name: 'api',
          hostname: 'api.example.com',
          port: 9293,
          certificateSource: CertificateSource.issued({ keyAlgorithm: CertificateKeyAlgorithm.RSA_2048 }),
        },
      ],
    },
    stack,
  );
  const template = Template.fromStack(stack);
  const of = (type: string): { Properties: never }[] => Object.values(template.findResources(type)) as never[];
  const [lambda] = of('AWS::Lambda::Function') as { Properties: Lambda }[];
  const roles = of('AWS::IAM::Role') as { Properties: Role }[];
  return {
    certificates: JSON.parse(lambda.Properties.Environment.Variables.CERTIFICATES) as IssuedCertificate[],
    actions: roles
      .flatMap(({ Properties }) => Properties.Policies ?? [])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .flatMap(({ Action }) => Action)
      .flatMap((action) => /^secretsmanager:(.+)$/.exec(action)?.[1] ?? []),
    asked: (of('Custom::ServerCertificate') as { Properties: { Certificate: string } }[]).map(
      ({ Properties }) => JSON.parse(Properties.Certificate) as unknown,
    ),
  };
}

interface Lambda {
  readonly Environment: { readonly Variables: { readonly CERTIFICATES: string } };
}

interface Role {
  readonly Policies?: { readonly PolicyDocument: { readonly Statement: { readonly Action: string | string[] }[] } }[];
}

describe("the function, with what a service's template gives it", () => {
  const { certificates, actions, asked } = synthesized();
  let world: IssuerWorld;

  beforeAll(async () => {
    world = await IssuerWorld.start(certificates);
    for (const { secret } of certificates) await world.moto.putSecret(secret);
  });
  afterAll(async () => world.stop());

  it('issues for each secret that the stack asks for, then renews it, and calls what its role allows: no more, no less', async () => {
    expect(asked).toEqual(certificates);
    for (const { secret, hostnames } of certificates) {
      expect((await world.deploy(secret)).told).toMatchObject({ Status: 'SUCCESS' });
      const first = await world.provesCurrent(secret, [...hostnames]);
      expect(await world.service.run(secret, await world.service.begin(secret))).toMatchObject({ ok: true });
      expect(await world.provesCurrent(secret, [...hostnames])).not.toBe(first);
    }
    expect([...new Set(world.aws.calls)].sort()).toEqual([...actions].sort());
    expect(world.leaks()).toEqual([]);
  });
});

import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { CertFolder } from './cert-command';
import type { Done } from './cert-command';
import type { KeyPair } from './certificates';
import { Moto } from './moto';
import { expectNoKey, makePair } from './pairs';
import { CLIENT, NAME } from './secret-answers';
import { StandIn } from './stand-in';

/** Puts the pair that the folder has in these files. */
export const PUT = ['put', '--host', 'shop.example.com', '--cert', 'chain.pem', '--key', 'key.pem'];

/** What tests of `cdk-puma-eks cert` share: a pair that pods can serve, and a folder of each test's own to run in. */
abstract class CertWorld {
  public good!: KeyPair;
  public folder!: CertFolder;
}

/** The command before moto's Secrets Manager. */
class MotoCertWorld extends CertWorld {
  public moto!: Moto;

  /** Everything that a command could have changed: the secret's versions with their labels, its value, the folder. */
  public async state(): Promise<object> {
    const { VersionIdsToStages: stages } = await this.moto.secrets.send(new DescribeSecretCommand({ SecretId: NAME }));
    return { stages, pair: await this.stored(), files: this.folder.files };
  }

  public async stored(secret = NAME): Promise<KeyPair> {
    const { SecretString } = await this.moto.secrets.send(new GetSecretValueCommand({ SecretId: secret }));
    return JSON.parse(SecretString ?? '') as KeyPair;
  }
}

/** The command before stand-ins for Secrets Manager. */
class StandInCertWorld extends CertWorld {
  public cert(args: readonly string[], { url }: { readonly url: string }): Promise<Done> {
    return this.folder.cert(args, { env: { AWS_ENDPOINT_URL: url } });
  }
}

/** Registers a test file's hooks: a moto that is empty when a test begins. */
export function certWorldOnMoto(): MotoCertWorld {
  const world = new MotoCertWorld();
  beforeAll(async () => {
    world.moto = await Moto.start();
    world.good = await makePair();
  });
  afterAll(() => world.moto.stop());
  beforeEach(async () => {
    world.folder = new CertFolder(world.moto.environment);
    await fetch(`${world.moto.url}/moto-api/reset`, { method: 'POST' });
  });
  afterEach(() => world.folder.remove());
  return world;
}

/** Registers a test file's hooks: stand-ins end with the test that started them. */
export function certWorldOnStandIns(): StandInCertWorld {
  const world = new StandInCertWorld();
  beforeAll(async () => {
    world.good = await makePair();
  });
  beforeEach(() => {
    world.folder = new CertFolder(CLIENT);
  });
  afterEach(async () => {
    await StandIn.stopAll();
    world.folder.remove();
  });
  return world;
}

/** Asserts that a command wrote one line to standard error, and nothing of the pair's key. */
export function expectOneLine({ out, notes }: Done, pair: KeyPair): void {
  expect(out).toBe('');
  expect(notes).toMatch(/^[^\n]+\n$/);
  expectNoKey(notes, pair);
}

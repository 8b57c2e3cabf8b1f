import { emailWorld } from '../support/email-pod';
import type { PumaPod } from '../support/puma-pod';
import { pumaBuilds } from '../support/tools';
import type { PumaBuild } from '../support/tools';

const world = emailWorld({ per: 'file', podsPer: 'test' });

/** A pod of a Puma that lacks settings: taken away before it starts. */
async function podWithout(build: PumaBuild, ...settings: string[]): Promise<PumaPod> {
  const lacking = `gem 'puma'
require 'puma'
require 'puma/configuration'
${settings.map((name) => `Puma::DSL.send(:undef_method, :${name})`).join('\n')}
`;
  return world.pod(build, { metrics: null }, { 'lacking.rb': lacking }, { RUBYOPT: '-r./lacking.rb' });
}

describe.each(pumaBuilds())('a setting that Puma $puma would not have', (build) => {
  it('is told once and done without where Puma can', async () => {
    const pod = await (await podWithout(build, 'force_shutdown_after', 'worker_check_interval')).ready();
    for (const name of ['force_shutdown_after', 'worker_check_interval'])
      expect(pod.child.output.split(`Puma ${build.puma} has no ${name}: it stays as it is`)).toHaveLength(2);
    expect((await pod.ask('api')).status).toBe(200);
  });

  it('stops the boot in one line where the pod cannot do without', async () => {
    const { child } = await podWithout(build, 'ssl_bind');
    expect(await child.exits()).toBe(1);
    expect(child.output.trim().split('\n').at(-1)).toBe(
      `cdk-puma-eks: Puma ${build.puma} has no ssl_bind, and the pod cannot do without it`,
    );
  });
});

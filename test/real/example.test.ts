import { Template } from 'aws-cdk-lib/assertions';
import { EmailWorld } from '../support/email-pod';
import { exampleStack } from '../support/example';
import { renderedObjects } from '../support/kubernetes-api';
import { mountedBy } from '../support/mounted';
import type { PodSettings } from '../support/pod-settings';
import { freePorts } from '../support/ports';
import { PumaPod } from '../support/puma-pod';
import { pumaBuilds } from '../support/tools';

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly [{ readonly env?: readonly { readonly name: string; readonly value: string }[] }];
      };
    };
  };
}

/** What the e-mail example's Deployment mounts of its template's ConfigMap and its own settings; only ports and address differ. */
async function emailPod(): Promise<{ mounted: Record<string, string>; environment: Record<string, string> }> {
  const files = mountedBy(objects);
  const { spec } = (objects.find(({ kind }) => kind === 'Deployment') as unknown as Deployment).spec.template;
  const settings = JSON.parse(files['settings.json']) as PodSettings;
  const [probe, ...ports] = await freePorts(settings.components.length + 1);
  const moved = {
    ...settings,
    bind: '127.0.0.1',
    components: settings.components.map((component, index) => ({ ...component, port: ports[index] })),
    probe: { ...settings.probe, port: probe },
  };
  return {
    mounted: { ...files, 'settings.json': JSON.stringify(moved) },
    environment: Object.fromEntries((spec.containers[0].env ?? []).map(({ name, value }) => [name, value])),
  };
}

let world: EmailWorld;
let objects: ReturnType<typeof renderedObjects>;
beforeAll(async () => {
  objects = renderedObjects(Template.fromStack(exampleStack('email')));
  world = await EmailWorld.start();
});
afterAll(async () => world.stop());

test.each(pumaBuilds())(
  'the ConfigMap and the settings of examples/email start Puma $puma, which serves its three hosts',
  async (build) => {
    const { mounted, environment } = await emailPod();
    const pod = world.run(new PumaPod(build, mounted, { ...environment, ...world.moto.environment }));
    await pod.ready();
    expect(pod.settings).toMatchObject({ workers: 2, threads: { min: 5, max: 5 } });
    expect(pod.settings.components.map(({ name }) => name)).toEqual(['api', 'web', 'tracking']);
    for (const { name, port } of pod.settings.components) {
      expect(await pod.ask(name)).toMatchObject({ status: 200, body: expect.stringContaining(String(port)) as string });
    }
    expect((await pod.probe('/livez')).status).toBe(200);
    await pod.stop();
  },
);

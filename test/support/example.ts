import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';

/** Runs an example as `cdk synth` would, up to the synthesis itself, and gives its app. */
export function exampleApp(name: string): App {
  const synth = jest.spyOn(App.prototype, 'synth').mockImplementation(() => undefined as never);
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- run, not imported: an example exports nothing
    require(join(__dirname, '..', '..', 'examples', name, 'app.ts'));
    return synth.mock.contexts[0] as App;
  } finally {
    synth.mockRestore();
  }
}

/** The one stack of an example. */
export function exampleStack(name: string): Stack {
  return exampleApp(name).node.children.find((child): child is Stack => Stack.isStack(child))!;
}

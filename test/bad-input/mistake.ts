import { App, Stack } from 'aws-cdk-lib';
import type { PumaComponent } from '../../lib/puma-component';
import type { PumaServiceProps } from '../../lib/puma-service-props';
import { PumaService } from '../../lib/puma-service';
import { smallProps } from '../support/platform';
import { expectRefusal } from '../support/refusal';

/** A mistake that a user of `PumaService` or `PumaStack` is likely to make: the code that teaches, and the props. */
export type Mistake = [code: string, title: string, make: (stack: Stack) => Partial<PumaServiceProps>];

export const web: PumaComponent = { name: 'web', hostname: 'www.example.com', port: 9292 };
export const api: PumaComponent = { name: 'api', hostname: 'api.example.com', port: 9293 };

/** Expects a mistake to be refused at synth, under its code. */
export function expectMistakeRefused(code: string, make: Mistake[2]): void {
  const stack = new Stack(new App(), 'Test');
  expectRefusal(() => new PumaService(stack, 'Web', smallProps(stack, make(stack))), code);
}

import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { BusynessScalingProps } from '../../lib/scaling/busyness-scaling';
import { BusynessScaling } from '../../lib/scaling/busyness-scaling';
import type { ScaledObject } from '../../lib/scaling/scaled-object';
import { ManifestSink } from '../../lib/kubernetes/manifest-sink';
import { Timing } from '../../lib/model/timing';
import { importedV2 } from '../kubernetes/clusters';
import { renderedObjects } from '../support/kubernetes-api';

/** A stack with a BusynessScaling of the e-mail service, environment-agnostic. */
export function scalingStack(props: Partial<BusynessScalingProps> = {}): { stack: Stack; scaling: BusynessScaling } {
  const stack = new Stack(new App(), 'Test');
  const scaling = new BusynessScaling(stack, 'Scaling', {
    sink: ManifestSink.cluster(importedV2(stack)),
    deploymentName: 'email',
    namespaceName: 'mail',
    serviceName: 'email',
    timing: Timing.derive(),
    ...props,
  });
  return { stack, scaling };
}

/** The ScaledObject that such a stack renders. */
export function renderedScaledObject(props: Partial<BusynessScalingProps> = {}): ScaledObject {
  const objects = renderedObjects(Template.fromStack(scalingStack(props).stack));
  return objects.find(({ kind }) => kind === 'ScaledObject') as unknown as ScaledObject;
}

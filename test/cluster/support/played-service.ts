import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { PumaServiceProps } from '../../../lib/puma-service-props';
import type { AnyObject } from '../../support/kubernetes-api';
import { smallService } from '../../support/platform';
import type { TemplateJson } from './stack-player';

/** The stack of a service that is called as its namespace, as CloudFormation gets it. */
export function template(
  name: string,
  props: Partial<PumaServiceProps> | ((stack: Stack) => Partial<PumaServiceProps>),
): TemplateJson {
  const stack = new Stack(new App(), 'Test');
  smallService({ serviceName: name, ...(typeof props === 'function' ? props(stack) : props) }, stack);
  return Template.fromStack(stack).toJSON() as TemplateJson;
}

/** The objects of a template but its namespace. */
export function objectsOf(service: TemplateJson): AnyObject[] {
  return Object.values(service.Resources)
    .filter(({ Type }) => Type === 'Custom::AWSCDK-EKS-KubernetesResource')
    .flatMap(({ Properties }) => JSON.parse(textOf(Properties?.Manifest)) as AnyObject[])
    .filter(({ kind }) => kind !== 'Namespace');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  return join ? join[1].map(textOf).join(join[0]) : '?';
}

export const nameOf = ({ kind, metadata }: AnyObject): string => `${kind}/${metadata.name}`;

export function expected(service: TemplateJson): string[] {
  return objectsOf(service).map(nameOf).sort();
}

import { Token } from 'aws-cdk-lib';
import { refuse } from '../model/errors';
import { checkLabel } from '../model/labels';

/** Refuses labels that nothing could be selected by; a value that comes with the deployment passes. */
export function checkLabels(path: string, labels: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(labels)) {
    if (!Token.isUnresolved(key)) checkLabel(path, key, Token.isUnresolved(value) ? undefined : value);
  }
}

/** The same of the labels by which pods are counted: without any it would be every pod of the namespace. */
export function checkPodLabels(path: string, labels: Readonly<Record<string, string>>): void {
  checkLabels(path, labels);
  if (Object.keys(labels).length > 0) return;
  refuse({
    code: 'LabelInvalid',
    path,
    given: labels,
    allowed: "one label at least, or nothing for those of PumaWorkload's pods",
    why: 'without any, every pod of the namespace would be counted as one of the service',
  });
}

/** Labels of every object of a service: the recommended ones that say whose it is, and what made it. */
export function labelsOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'cdk-puma-eks' };
}

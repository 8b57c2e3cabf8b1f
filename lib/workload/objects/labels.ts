/** The label by which Service, Deployment, disruption budget and network policy find the pods. Immutable in a Deployment. */
export function selectorOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'puma' };
}

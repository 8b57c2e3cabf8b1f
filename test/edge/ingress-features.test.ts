import { EDGE_FEATURES } from '../../lib/edge/ingress/features';
import { ROUTE_FEATURES, SERVICE_FEATURES } from '../../lib/edge/ingress/route-features';
import { ALB_ANNOTATIONS, NAMED_ANNOTATIONS } from '../support/alb-annotations';
import { errorCatalogue } from '../../scripts/error-catalogue';

const features = [...Object.values(EDGE_FEATURES), ...Object.values(ROUTE_FEATURES), ...SERVICE_FEATURES];

test('what an Ingress cannot do is refused with a code that exists', () => {
  const codes = new Set(errorCatalogue().map(({ code }) => code));
  const named = features.flatMap(({ refused, ingress }) => [
    ...(refused ? [refused] : []),
    ...[...ingress.matchAll(/`(Ingress[A-Z]\w+)`/g)]
      .map(([, code]) => code)
      .filter((code) => code !== 'IngressClassParams'),
  ]);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((code) => !codes.has(code))).toEqual([]);
});

test('annotations that the table names exist', () => {
  const patterns = [...Object.keys(ALB_ANNOTATIONS), ...NAMED_ANNOTATIONS.map((kind) => `${kind}.*`)];
  const named = features
    .flatMap(({ ingress }) => [...ingress.matchAll(/`([a-z]+(?:[-.][A-Za-z0-9*]+)+)(?:: [^`]*)?`/g)])
    .map(([, name]) => name)
    .filter((name) => !name.startsWith('spec.') && !name.startsWith('service.'));
  expect(named.length).toBeGreaterThan(20);
  const exists = (name: string): boolean =>
    patterns.some((pattern) => pattern === name || (name.includes('*') && matches(name, pattern)));
  expect(named.filter((name) => !exists(name))).toEqual([]);
});

/** Whether a name with `*` in the table stands for an annotation. */
function matches(name: string, annotation: string): boolean {
  const [before, after] = name.split('*');
  return annotation.startsWith(before) && annotation.endsWith(after);
}

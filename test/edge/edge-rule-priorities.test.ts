import { Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { coversPath, rulePriority } from '../../lib/edge/listener-priority';
import { route, RULE, someOf } from './fixture';
import { plainEdge, fixed } from './rule-fixture';

describe('priorities', () => {
  test('go below the own route and into its band, whatever else there is', () => {
    const route = fc.integer({ min: 1, max: 49_999 });
    const conditions = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(route, conditions, (own, matched) => {
        const priority = rulePriority(own, matched);
        const first = own < 40_000 ? 1 : Math.floor(own / 1000) * 1000;
        expect(priority === undefined).toBe(own === first);
        expect(priority ?? first).toBeGreaterThanOrEqual(first);
        expect(priority ?? own - 1).toBeLessThan(own);
        expect(rulePriority(own, [...matched].reverse())).toBe(priority);
      }),
    );
  });

  test('are pinned: a change of the formula would renumber the rules of running listeners', () => {
    expect(rulePriority(36_619, ['api.example.com', '/old/*'])).toBe(18_801);
  });

  test('never change when services, with rules of their own, are added, removed or put in another order', () => {
    const label = fc.stringMatching(/^[a-z]{1,6}$/);
    const host = fc
      .tuple(fc.boolean(), fc.array(label, { maxLength: 2 }), label)
      .map(([any, below, domain]) => [...(any ? ['*'] : []), ...below, domain, 'example', 'com'].join('.'));
    const service = fc.record({ host, paths: fc.uniqueArray(label, { maxLength: 2 }) });
    const services = fc.uniqueArray(service, { minLength: 1, maxLength: 5, selector: (given) => given.host });
    interface Service {
      readonly host: string;
      readonly paths: readonly string[];
    }

    const priorities = (given: readonly Service[]): Map<string, number> | undefined => {
      const { stack, edge } = plainEdge();
      try {
        return new Map(
          given.flatMap(({ host: name, paths }) => {
            const made = route(edge, stack, name, {
              rules: paths.map((path) => fixed([`/${path}`], { name: path })),
            });
            const own = Object.entries(made.rules).map(([rule, { node }]) => {
              const { priority } = node.defaultChild as unknown as { priority: number };
              return [`${name}/${rule}`, priority] as const;
            });
            return [[name, made.priority] as const, ...own];
          }),
        );
      } catch {
        return undefined;
      }
    };

    fc.assert(
      fc.property(someOf(services), ([all, some]) => {
        const before = priorities(all);
        fc.pre(before !== undefined);
        const after = priorities(some);
        expect(after).toBeDefined();
        after!.forEach((priority, name) => expect([name, priority]).toEqual([name, before.get(name)]));
      }),
      { numRuns: 15 },
    );
  });

  test('a pattern covers what it plainly covers', () => {
    expect(coversPath('/a/*', '/a/b')).toBe(true);
    expect(coversPath('*', '/a')).toBe(true);
    expect(coversPath('/a', '/a')).toBe(true);
    expect(coversPath('/a/*', '/a')).toBe(false);
    expect(coversPath('/*/a', '/b/a')).toBe(false);
    expect(coversPath('/a', '/a/*')).toBe(false);
  });

  test('may be given by hand', () => {
    const { stack, edge } = plainEdge();
    route(edge, stack, 'api.example.com', { rules: [fixed(['/old/*'], { priority: 12 })] });
    Template.fromStack(stack).hasResourceProperties(RULE, { Priority: 12 });
  });
});

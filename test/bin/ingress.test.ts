import { brief, problemsOf, small } from './configuration';

test('the configuration file has no Ingress mode, and says so', () => {
  const problems = problemsOf(small('edge:\n', 'edge:\n  ingress: { groupName: shops }\n')).map(brief);
  expect(problems).toEqual([expect.stringContaining('edge.ingress')]);
});

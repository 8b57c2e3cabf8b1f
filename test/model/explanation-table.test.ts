import { formatNumber, renderExplanation } from '../../lib/model/explanation-table';
import { Timing } from '../../lib/model/timing';

test('renders a Markdown table that keeps its columns', () => {
  const row = { name: 'some', value: 2.5, unit: 's', derivation: 'a | b\nand c', source: 'here' };
  expect(renderExplanation([row])).toBe(
    '| name | value | derivation | source |\n| --- | --- | --- | --- |\n| `some` | 2.5 s | a \\| b and c | here |\n',
  );
  expect(renderExplanation([{ ...row, unit: '' }])).toContain('| 2.5 |');
});

test('renders every figure of a timing in a row', () => {
  const rows = Timing.derive().explain();
  const lines = renderExplanation(rows).trimEnd().split('\n');
  expect(lines).toHaveLength(rows.length + 2);
  for (const line of lines) expect(line.split(' | ')).toHaveLength(4);
});

test.each([
  [75, '75'],
  [0, '0'],
  [100 / 3, '33.33'],
  [0.1, '0.1'],
  [0.000123456, '0.000123'],
  [1999.999, '2000'],
])('formats %d as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

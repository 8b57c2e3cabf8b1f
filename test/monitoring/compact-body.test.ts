import { asSub } from '../../lib/monitoring/compact-body';

const join = (...pieces: unknown[]): unknown => ({ 'Fn::Join': ['', pieces] });

test('references that Fn::Sub knows are written in the text', () => {
  expect(asSub(join('a', { Ref: 'AWS::Region' }, 'b', { 'Fn::GetAtt': ['Alarm', 'Arn'] }))).toEqual({
    'Fn::Sub': 'a${AWS::Region}b${Alarm.Arn}',
  });
});

test('others become variables, each once', () => {
  const value = { 'Fn::ImportValue': 'Platform:Edge' };
  expect(asSub(join('a', value, 'b', value, { Ref: 'Vpc' }))).toEqual({
    'Fn::Sub': ['a${v0}b${v0}${Vpc}', { v0: value }],
  });
});

test('an attribute that comes often becomes one too, which is shorter', () => {
  const often = { 'Fn::GetAtt': ['Group', 'TargetGroupFullName'] };
  expect(asSub(join('a', ...Array<unknown>(5).fill(often), { Ref: 'Vpc' }))).toEqual({
    'Fn::Sub': ['a${v0}${v0}${v0}${v0}${v0}${Vpc}', { v0: often }],
  });
});

test('what only looks like a reference stays text', () => {
  expect(asSub(join('price: ${5}', { Ref: 'Vpc' }))).toEqual({ 'Fn::Sub': 'price: ${!5}${Vpc}' });
});

test('what is no join stays as it is', () => {
  expect(asSub('plain')).toBe('plain');
  expect(asSub({ 'Fn::Join': [',', ['a', 'b']] })).toEqual({ 'Fn::Join': [',', ['a', 'b']] });
});

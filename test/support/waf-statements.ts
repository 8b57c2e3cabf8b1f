import type { Json, WafRequest } from './waf-request';

/** Whether a match statement, as it stands in a template, holds for a request. An unknown statement is an error, never a no. */
export function holds(statement: Json, request: WafRequest): boolean {
  const [[kind, body]] = Object.entries(statement) as [string, Json][];
  switch (kind) {
    case 'AndStatement':
      return (body.Statements as Json[]).every((one) => holds(one, request));
    case 'OrStatement':
      return (body.Statements as Json[]).some((one) => holds(one, request));
    case 'NotStatement':
      return !holds(body.Statement as Json, request);
    case 'ByteMatchStatement':
      return values(body, request).some((value) => compares(value, body.PositionalConstraint, body.SearchString));
    case 'RegexMatchStatement':
      return values(body, request).some((value) => new RegExp(body.RegexString as string).test(value));
    case 'AsnMatchStatement':
      refuseForwarded(body);
      return (body.AsnList as number[]).includes(request.asn);
    case 'GeoMatchStatement':
      refuseForwarded(body);
      return (body.CountryCodes as string[]).includes(request.country);
    case 'LabelMatchStatement':
      return (request.labels ?? []).some((label) =>
        body.Scope === 'LABEL' ? label === body.Key : label.startsWith(body.Key as string),
      );
    default:
      throw new Error(`the evaluator does not know ${kind}`);
  }
}

function refuseForwarded({ ForwardedIPConfig }: Json): void {
  if (ForwardedIPConfig !== undefined) throw new Error('the evaluator does not know forwarded addresses');
}

function compares(value: string, position: string, text: string): boolean {
  switch (position) {
    case 'EXACTLY':
      return value === text;
    case 'STARTS_WITH':
      return value.startsWith(text);
    case 'ENDS_WITH':
      return value.endsWith(text);
    case 'CONTAINS':
      return value.includes(text);
    default:
      throw new Error(`the evaluator does not know ${position}`);
  }
}

/** What a statement looks at, transformed; nothing where the request has no such part. */
function values({ FieldToMatch, TextTransformations }: Json, request: WafRequest): string[] {
  return parts(FieldToMatch as Json, request).map((value) =>
    (TextTransformations as { Type: string }[]).reduce((text, { Type }) => transformed(text, Type), value),
  );
}

function parts(field: Json, request: WafRequest): string[] {
  if (field.UriPath) return [request.path];
  if (field.Method) return [request.method];
  if (field.SingleHeader) {
    const name = (field.SingleHeader.Name as string).toLowerCase();
    const value = name === 'host' ? request.host : request.headers?.[name];
    return value === undefined ? [] : [value];
  }
  if (field.Cookies?.MatchScope === 'KEY') {
    const wanted = field.Cookies.MatchPattern.IncludedCookies as string[];
    return Object.keys(request.cookies ?? {}).filter((name) => wanted.includes(name));
  }
  throw new Error(`the evaluator does not know the field ${JSON.stringify(field)}`);
}

export function transformed(text: string, type: string): string {
  switch (type) {
    case 'NONE':
      return text;
    case 'LOWERCASE':
      return text.toLowerCase();
    case 'URL_DECODE':
      return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    case 'NORMALIZE_PATH':
      return normalized(text);
    default:
      throw new Error(`the evaluator does not know the transformation ${type}`);
  }
}

function normalized(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '.' && segment !== '') kept.push(segment);
  }
  return `/${kept.join('/')}${/\/\.{0,2}$/.test(path) && kept.length > 0 ? '/' : ''}`;
}

import { Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import { responseHeaderAttributes } from '../../lib/edge/response-header-attributes';
import type { CorsOptions, ResponseHeaderOptions } from '../../lib/edge/response-headers';
import { expectRefusal } from '../support/refusal';
import { edgeIn, LISTENER, network } from './fixture';

/** Headers by the middle of their attributes' names. */
function headers(given: ResponseHeaderOptions): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(responseHeaderAttributes(given)).map(([name, value]) => [
      /^routing\.http\.response\.(\w+)\.header_value$/.exec(name)![1],
      value,
    ]),
  );
}

const cors = (options: Partial<CorsOptions>): ResponseHeaderOptions => ({
  cors: { allowOrigin: 'https://www.example.com', ...options },
});

test('none is said unless asked for: it would replace what the application says', () => {
  expect(headers({})).toEqual({});
});

test('HSTS says for how long and for whom', () => {
  const hsts = (strictTransportSecurity: ResponseHeaderOptions['strictTransportSecurity']): unknown =>
    headers({ strictTransportSecurity }).strict_transport_security;
  expect(hsts({})).toBe('max-age=31536000');
  expect(hsts({ maxAgeSeconds: 0 })).toBe('max-age=0');
  expect(hsts({ maxAgeSeconds: 63_072_000, includeSubdomains: true, preload: true })).toBe(
    'max-age=63072000; includeSubDomains; preload',
  );
});

test('others are sent as they are given', () => {
  expect(headers({ noSniff: true, frameOptions: 'DENY', contentSecurityPolicy: "default-src 'self'" })).toEqual({
    x_content_type_options: 'nosniff',
    x_frame_options: 'DENY',
    content_security_policy: "default-src 'self'",
  });
  expect(headers(cors({ allowMethods: 'GET', allowCredentials: true, maxAgeSeconds: 600 }))).toEqual({
    access_control_allow_origin: 'https://www.example.com',
    access_control_allow_methods: 'GET',
    access_control_allow_credentials: 'true',
    access_control_max_age: '600',
  });
});

test('are taken away by an empty value, since AWS keeps what a template no longer names', () => {
  expect(headers({ noSniff: false, frameOptions: '', contentSecurityPolicy: '' })).toEqual({
    x_content_type_options: '',
    x_frame_options: '',
    content_security_policy: '',
  });
  const none = { allowOrigin: '', allowMethods: '', allowHeaders: '', exposeHeaders: '', allowCredentials: false };
  expect(headers({ cors: none })).toEqual({
    access_control_allow_origin: '',
    access_control_allow_methods: '',
    access_control_allow_headers: '',
    access_control_expose_headers: '',
    access_control_allow_credentials: '',
  });
});

test('go on the HTTPS listener alone: browsers heed none of them over HTTP', () => {
  const { stack, vpc } = network();
  const logs = EdgeLogs.none('A test of headers alone.');
  edgeIn(stack, vpc, { logs, responseHeaders: { strictTransportSecurity: {} } });
  const found = Object.values(Template.fromStack(stack).findResources(LISTENER)).map((resource) => {
    const { Properties } = resource as { Properties: { Port: number; ListenerAttributes: { Key: string }[] } };
    return [Properties.Port, Properties.ListenerAttributes.map(({ Key }) => Key)];
  });
  expect(Object.fromEntries(found)).toEqual({
    80: ['routing.http.response.server.enabled'],
    443: ['routing.http.response.server.enabled', 'routing.http.response.strict_transport_security.header_value'],
  });
});

test.each<[string, ResponseHeaderOptions]>([
  ['HstsInvalid', { strictTransportSecurity: { maxAgeSeconds: -1 } }],
  ['HstsInvalid', { strictTransportSecurity: { maxAgeSeconds: 63_072_001 } }],
  ['HstsInvalid', { strictTransportSecurity: { maxAgeSeconds: 1.5 } }],
  ['HstsPreloadIncomplete', { strictTransportSecurity: { preload: true } }],
  [
    'HstsPreloadIncomplete',
    { strictTransportSecurity: { preload: true, includeSubdomains: true, maxAgeSeconds: 600 } },
  ],
  ['FrameOptionsInvalid', { frameOptions: 'ALLOW-FROM https://www.example.com' }],
  ['HeaderValueInvalid', { contentSecurityPolicy: 'default-src\n*' }],
  ['HeaderValueInvalid', cors({ allowMethods: 'GET\r' })],
  ['HeaderValueInvalid', cors({ allowHeaders: '\u00e4' })],
  ['HeaderValueInvalid', cors({ exposeHeaders: '\t' })],
  ['HeaderValueTooLong', { contentSecurityPolicy: `default-src ${'a'.repeat(1013)}` }],
  ['HeaderValueTooLong', cors({ allowHeaders: 'x'.repeat(1025) })],
  ['CorsOriginInvalid', cors({ allowOrigin: 'https://www.example.com/' })],
  ['CorsOriginInvalid', cors({ allowOrigin: 'https://a.example.com, https://b.example.com' })],
  ['CorsCredentialsForAll', cors({ allowOrigin: '*', allowCredentials: true })],
  ['CorsMaxAgeInvalid', cors({ maxAgeSeconds: 86_401 })],
])('refuses %s: %j', (code, given) => {
  expectRefusal(() => responseHeaderAttributes(given), code);
});

test('what is not known at synth passes', () => {
  const text = Token.asString({ Ref: 'Text' });
  const number = Token.asNumber({ Ref: 'Number' });
  expect(() =>
    responseHeaderAttributes({
      strictTransportSecurity: { maxAgeSeconds: number, includeSubdomains: true, preload: true },
      frameOptions: text,
      contentSecurityPolicy: text,
      cors: { allowOrigin: text, maxAgeSeconds: number },
    }),
  ).not.toThrow();
});

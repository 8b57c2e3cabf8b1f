import { Token, Tokenization } from 'aws-cdk-lib';
import { ifKnown } from '../known';
import { refuse, wholeNumber } from '../model/errors';
import {
  CORS_MAX_AGE_SECONDS,
  HEADER_VALUE_BYTES,
  HSTS_MAX_AGE_SECONDS,
  HSTS_PRELOAD_SECONDS,
} from '../model/response-headers';
import type { ListenerAttributes } from './alb-attributes';
import type { CorsOptions, ResponseHeaderOptions, StrictTransportSecurityOptions } from './response-headers';

/** The listener attributes that put headers on answers. */
export function responseHeaderAttributes(given: ResponseHeaderOptions = {}): ListenerAttributes {
  const { strictTransportSecurity, noSniff, frameOptions, contentSecurityPolicy, cors } = given;
  checkFrameOptions(frameOptions);
  checkPrintable('contentSecurityPolicy', contentSecurityPolicy);
  return defined({
    'routing.http.response.strict_transport_security.header_value':
      strictTransportSecurity && hsts(strictTransportSecurity),
    'routing.http.response.x_content_type_options.header_value':
      noSniff === undefined ? undefined : noSniff ? 'nosniff' : '',
    'routing.http.response.x_frame_options.header_value': frameOptions,
    'routing.http.response.content_security_policy.header_value': contentSecurityPolicy,
    ...(cors && corsAttributes(cors)),
  });
}

function hsts({ maxAgeSeconds, includeSubdomains, preload }: StrictTransportSecurityOptions): string {
  const seconds = maxAgeSeconds ?? HSTS_PRELOAD_SECONDS;
  ifKnown(seconds, (known) =>
    wholeNumber(
      'HstsInvalid',
      'strictTransportSecurity.maxAgeSeconds',
      known,
      0,
      HSTS_MAX_AGE_SECONDS,
      'it is a time in whole seconds, and what browsers remember cannot be called back',
    ),
  );
  if (preload && (!includeSubdomains || (!Token.isUnresolved(seconds) && seconds < HSTS_PRELOAD_SECONDS))) {
    refuse({
      code: 'HstsPreloadIncomplete',
      path: 'strictTransportSecurity.preload',
      given: { maxAgeSeconds: seconds, includeSubdomains: includeSubdomains ?? false },
      allowed: `preload with includeSubdomains and at least ${HSTS_PRELOAD_SECONDS} s, or no preload`,
      why: 'the lists that browsers ship take no host on other terms',
    });
  }
  return [
    `max-age=${Tokenization.stringifyNumber(seconds)}`,
    ...(includeSubdomains ? ['includeSubDomains'] : []),
    ...(preload ? ['preload'] : []),
  ].join('; ');
}

function corsAttributes(cors: CorsOptions): ListenerAttributes {
  const { allowOrigin, allowMethods, allowHeaders, allowCredentials, exposeHeaders, maxAgeSeconds } = cors;
  ifKnown(allowOrigin, checkOrigin);
  checkPrintable('cors.allowOrigin', allowOrigin);
  checkPrintable('cors.allowMethods', allowMethods);
  checkPrintable('cors.allowHeaders', allowHeaders);
  checkPrintable('cors.exposeHeaders', exposeHeaders);
  if (allowCredentials && allowOrigin === '*') {
    refuse({
      code: 'CorsCredentialsForAll',
      path: 'cors.allowCredentials',
      given: true,
      allowed: 'credentials for one origin, or none for `*`',
      why: 'browsers refuse the two together: every page of the internet would act with the cookies of its visitor',
    });
  }
  ifKnown(maxAgeSeconds, (known) =>
    wholeNumber(
      'CorsMaxAgeInvalid',
      'cors.maxAgeSeconds',
      known,
      0,
      CORS_MAX_AGE_SECONDS,
      'no browser remembers the answer to a preflight for longer than a day',
    ),
  );
  return {
    'routing.http.response.access_control_allow_origin.header_value': allowOrigin,
    'routing.http.response.access_control_allow_methods.header_value': allowMethods,
    'routing.http.response.access_control_allow_headers.header_value': allowHeaders,
    'routing.http.response.access_control_allow_credentials.header_value':
      allowCredentials === undefined ? undefined : allowCredentials ? 'true' : '',
    'routing.http.response.access_control_expose_headers.header_value': exposeHeaders,
    'routing.http.response.access_control_max_age.header_value':
      maxAgeSeconds === undefined ? undefined : Tokenization.stringifyNumber(maxAgeSeconds),
  };
}

function checkFrameOptions(given: string | undefined): void {
  ifKnown(given, (known) => {
    if (['', 'DENY', 'SAMEORIGIN'].includes(known)) return;
    refuse({
      code: 'FrameOptionsInvalid',
      path: 'frameOptions',
      given: known,
      allowed: 'DENY or SAMEORIGIN; for named sites, frame-ancestors in a contentSecurityPolicy',
      why: 'browsers know no other value and would show the page in any frame',
    });
  });
}

function checkOrigin(given: string): void {
  if (given === '' || given === '*' || /^https?:\/\/[a-z0-9.-]+(:\d+)?$/.test(given)) return;
  refuse({
    code: 'CorsOriginInvalid',
    path: 'cors.allowOrigin',
    given,
    allowed: '`*`, or one origin without a path, such as https://www.example.com',
    why: 'a browser compares it with the origin of the page, letter by letter, and takes no list',
  });
}

function checkPrintable(path: string, given: string | undefined): void {
  ifKnown(given, (known) => {
    if (!/^[\x20-\x7e]*$/.test(known)) {
      refuse({
        code: 'HeaderValueInvalid',
        path,
        given: known,
        allowed: 'printable ASCII on one line',
        why: 'it is the value of an HTTP header',
      });
    }
    if (known.length <= HEADER_VALUE_BYTES) return;
    refuse({
      code: 'HeaderValueTooLong',
      path,
      given: `${known.length} bytes`,
      allowed: `at most ${HEADER_VALUE_BYTES} bytes; a longer one is the application's to send`,
      why: 'a listener holds no longer value, and its deployment would fail',
    });
  });
}

function defined(attributes: Record<string, string | undefined>): ListenerAttributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

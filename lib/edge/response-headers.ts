/**
 * Headers that the load balancer puts on every answer of the HTTPS listener: the pods' and its own 4xx and 5xx. It
 * REPLACES a header of the same name that the application sent, so give here only what the application need not say.
 * A header taken out of the props again stays as it was, since AWS leaves alone what a template does not name: give it
 * an empty string, or false, for one deployment; browsers that were told of HSTS forget it by a `maxAgeSeconds` of 0.
 */
export interface ResponseHeaderOptions {
  /**
   * `Strict-Transport-Security`: browsers use HTTPS only, for as long as it says.
   *
   * @default - the application's own, if any
   */
  readonly strictTransportSecurity?: StrictTransportSecurityOptions;

  /**
   * Whether answers carry `X-Content-Type-Options: nosniff`: browsers do not guess another type than the one declared.
   *
   * @default - the application's own, if any
   */
  readonly noSniff?: boolean;

  /**
   * `X-Frame-Options`, who may show a page in a frame: `DENY` or `SAMEORIGIN` (`FrameOptionsInvalid`).
   *
   * @default - the application's own, if any
   */
  readonly frameOptions?: string;

  /**
   * `Content-Security-Policy`, for the hosts of all services alike: one that differs by host is the application's to send, and so
   * is one of more than 1,024 bytes (`HeaderValueTooLong`, and `HeaderValueInvalid` for what is no printable ASCII; as for the values
   * of `cors`).
   *
   * @default - the application's own, if any
   */
  readonly contentSecurityPolicy?: string;

  /**
   * Cross-origin resource sharing, for the hosts of all services alike.
   *
   * @default - the application's own, if any
   */
  readonly cors?: CorsOptions;
}

/** How long, and for whom, browsers use HTTPS only. */
export interface StrictTransportSecurityOptions {
  /**
   * Seconds that a browser remembers it, 0 to 63072000, two years; 0 makes it forget (`HstsInvalid`).
   *
   * @default 31536000 - a year, the least that browsers' preload lists take
   */
  readonly maxAgeSeconds?: number;

  /**
   * Whether it holds for every name below the host too. All of them must then speak HTTPS, served here or elsewhere.
   *
   * @default false
   */
  readonly includeSubdomains?: boolean;

  /**
   * Whether browsers may ship the host in their lists, from which it takes months to be removed. Needs
   * `includeSubdomains` and a year (`HstsPreloadIncomplete`).
   *
   * @default false
   */
  readonly preload?: boolean;
}

/** What pages of other origins may ask. Each is the header's value as it is sent. */
export interface CorsOptions {
  /** `Access-Control-Allow-Origin`: `*` or one origin, `https://www.example.com` (`CorsOriginInvalid`); empty takes it away again. */
  readonly allowOrigin: string;
  /**
   * `Access-Control-Allow-Methods`: `GET, POST, OPTIONS`.
   *
   * @default - not sent
   */
  readonly allowMethods?: string;
  /**
   * `Access-Control-Allow-Headers`: `Authorization, Content-Type`.
   *
   * @default - not sent
   */
  readonly allowHeaders?: string;
  /**
   * Whether pages may send cookies along. Not with an `allowOrigin` of `*` (`CorsCredentialsForAll`). What was true before must be
   * said to be false for one deployment.
   *
   * @default - not sent, which is no to a browser
   */
  readonly allowCredentials?: boolean;
  /**
   * `Access-Control-Expose-Headers`: what scripts may read of an answer.
   *
   * @default - not sent
   */
  readonly exposeHeaders?: string;
  /**
   * `Access-Control-Max-Age`: seconds that a browser remembers the answer to a preflight, 0 to 86400 (`CorsMaxAgeInvalid`).
   *
   * @default - not sent
   */
  readonly maxAgeSeconds?: number;
}

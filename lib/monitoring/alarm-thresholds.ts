/** Thresholds of the alarms, where the defaults do not fit. Their reasons stand in `lib/model/alarms.ts`. */
export interface AlarmThresholds {
  /**
   * Responses 500 of the load balancer in a million requests: 1 to 1,000,000.
   *
   * @default 1000
   */
  readonly elb500PerMillion?: number;
  /**
   * Responses 502 of the load balancer in a million requests, over five minutes: 1 to 1,000,000. The keep-alive race of an
   * untuned Puma makes about 18 (field data).
   *
   * @default 10
   */
  readonly elb502PerMillion?: number;
  /**
   * Responses 504 of the load balancer in a million requests: 1 to 1,000,000.
   *
   * @default 1000
   */
  readonly elb504PerMillion?: number;
  /**
   * Responses 5xx of the pods in a million requests: 1 to 1,000,000.
   *
   * @default 10000
   */
  readonly target5xxPerMillion?: number;
  /**
   * Failed connections and TLS handshakes to pods in a million requests: 1 to 1,000,000.
   *
   * @default 1000
   */
  readonly targetConnectionErrorsPerMillion?: number;
  /**
   * Busyness in percent that counts as saturated: above `targetBusyness`, at most 100.
   *
   * @default - 95, or half-way from a higher target to 100
   */
  readonly saturatedBusyness?: number;
  /**
   * Seconds at saturation before the alarm: whole minutes, 60 to 86,400.
   *
   * @default 600
   */
  readonly saturatedSeconds?: number;
  /**
   * Days left on the certificate that expires first: 1 to 398.
   *
   * @default 21
   */
  readonly certificateDays?: number;
}

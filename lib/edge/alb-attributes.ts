import type { EdgeOptions } from './edge-options';

/**
 * Every attribute name that this library may write, as AWS documents them [ELBv2 API: LoadBalancerAttribute,
 * TargetGroupAttribute, ListenerAttribute]. Neither CDK nor cfn-lint knows them; a name misspelt here fails to compile
 * where it is used, and a test holds every template against these lists.
 */
export const LOAD_BALANCER_ATTRIBUTES = [
  'access_logs.s3.bucket',
  'access_logs.s3.enabled',
  'access_logs.s3.prefix',
  'client_keep_alive.seconds',
  'connection_logs.s3.bucket',
  'connection_logs.s3.enabled',
  'connection_logs.s3.prefix',
  'deletion_protection.enabled',
  'health_check_logs.s3.bucket',
  'health_check_logs.s3.enabled',
  'health_check_logs.s3.prefix',
  'idle_timeout.timeout_seconds',
  'routing.http.desync_mitigation_mode',
  'routing.http.drop_invalid_header_fields.enabled',
  'routing.http.preserve_host_header.enabled',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled',
  'routing.http.xff_header_processing.mode',
  'routing.http2.enabled',
  'waf.fail_open.enabled',
  'zonal_shift.config.enabled',
] as const;

export const TARGET_GROUP_ATTRIBUTES = [
  'deregistration_delay.timeout_seconds',
  'load_balancing.algorithm.anomaly_mitigation',
  'load_balancing.algorithm.type',
  'load_balancing.cross_zone.enabled',
  'slow_start.duration_seconds',
  'stickiness.enabled',
  'stickiness.lb_cookie.duration_seconds',
  'stickiness.type',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage',
] as const;

export const LISTENER_ATTRIBUTES = [
  'routing.http.response.access_control_allow_credentials.header_value',
  'routing.http.response.access_control_allow_headers.header_value',
  'routing.http.response.access_control_allow_methods.header_value',
  'routing.http.response.access_control_allow_origin.header_value',
  'routing.http.response.access_control_expose_headers.header_value',
  'routing.http.response.access_control_max_age.header_value',
  'routing.http.response.content_security_policy.header_value',
  'routing.http.response.server.enabled',
  'routing.http.response.strict_transport_security.header_value',
  'routing.http.response.x_content_type_options.header_value',
  'routing.http.response.x_frame_options.header_value',
] as const;

export type LoadBalancerAttributes = Partial<Record<(typeof LOAD_BALANCER_ATTRIBUTES)[number], string>>;
export type TargetGroupAttributes = Partial<Record<(typeof TARGET_GROUP_ATTRIBUTES)[number], string>>;
export type ListenerAttributes = Partial<Record<(typeof LISTENER_ATTRIBUTES)[number], string>>;

/** How requests are cleaned before a pod sees them, as far as nobody says otherwise. */
export function requestHardening(options: EdgeOptions): LoadBalancerAttributes {
  return {
    // What RFC 7230 does not allow in a header name never reaches Puma, which would refuse or misread it.
    'routing.http.drop_invalid_header_fields.enabled': 'true',
    // Ambiguous requests are answered and their connection closed, legal ones pass: the middle of the three modes.
    'routing.http.desync_mitigation_mode': options.desyncMitigationMode ?? 'defensive',
    // The last entry of X-Forwarded-For is the ALB's own word; the earlier ones are the client's.
    'routing.http.xff_header_processing.mode': options.xffHeaderProcessingMode ?? 'append',
    // On would pass several Host headers to the pod while only the first was matched by the rules.
    'routing.http.preserve_host_header.enabled': 'false',
    'routing.http2.enabled': `${options.http2 ?? true}`,
    // All that may stand here make 20, as many as AWS takes in one call: this one only when it is asked for.
    ...(options.tlsHeaders !== undefined && {
      'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': `${options.tlsHeaders}`,
    }),
  };
}

/** What a listener leaves out of its answers. */
export const LISTENER_HARDENING: ListenerAttributes = {
  // Nobody needs to know what answers: neither `awselb/2.0` nor Puma's version.
  'routing.http.response.server.enabled': 'false',
};

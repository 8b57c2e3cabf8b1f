// The public face: exports only. A file named here exports nothing but its public things.
export * from './puma-service';
export * from './puma-service-props';
export * from './puma-service-edge-options';
export * from './puma-service-options';
export * from './puma-component';
export * from './puma-stack';

export * from './edge/puma-edge';
export * from './edge/puma-edge-props';
export * from './edge/puma-edge-attributes';
export * from './edge/edge-options';
export * from './edge/edge-route';
export * from './edge/ingress-edge';
export * from './edge/ingress-edge-props';
export * from './edge/ingress-route';
export * from './edge/edge-routing-options';
export * from './edge/edge-rule';
export * from './edge/edge-authentication';
export * from './edge/client-certificates';
export * from './edge/response-headers';
export * from './edge/edge-logs';
export * from './edge/puma-web-acl';
export * from './edge/puma-web-acl-props';
export * from './edge/web-acl-logs';
export * from './edge/web-acl-log-options';
export * from './edge/rate-rule';
export * from './edge/rate-rule-props';
export * from './edge/rate-key';
export * from './edge/text-transformation';
export * from './edge/blocked-body';
export * from './edge/request-match';
export * from './edge/request-match-props';
export * from './edge/managed-rules';
export * from './edge/managed-rules-props';
export * from './edge/blast-protection';
export * from './edge/blast-protection-props';

export * from './tls/server-certificate';
export * from './tls/server-certificate-props';
export * from './tls/certificate-source';
export * from './tls/certificate-key-algorithm';
export * from './tls/certificate-issuer';
export * from './tls/certificate-alarms';
export * from './tls/certificate-authority';
export * from './tls/certificate-replica';

export * from './keys/key-hierarchy';
export * from './keys/asherah-keys';
export * from './keys/asherah-props';

export * from './kubernetes/manifest-sink';
export * from './workload/puma-workload';
export * from './workload/puma-workload-props';
export * from './workload/workload-component';
export * from './workload/puma-image';
export * from './workload/puma-settings';
export * from './workload/pod-options';
export * from './workload/pod-metrics-options';
export * from './workload/pod-identity';
export * from './workload/pod-role';
export * from './workload/binding-flavor';

export * from './scaling/busyness-scaling';
export * from './scaling/busyness-scaling-options';
export * from './scaling/metric-source';
export * from './scaling/metric-source-options';
export * from './scaling/keda-identity';
export * from './scaling/keda';
export * from './scaling/busyness-target-tracking';

export * from './monitoring/puma-monitoring';
export * from './monitoring/puma-monitoring-props';
export * from './monitoring/puma-alarms';
export * from './monitoring/puma-metrics';
export * from './monitoring/alarm-thresholds';
export * from './monitoring/monitored-route';

export * from './model/timing';
export * from './model/capacity';
export * from './model/blast';
export * from './model/explanation';

export * from './stack/network';
export * from './stack/cluster-choice';
export * from './stack/cluster-options';
export * from './stack/kubectl-layer';

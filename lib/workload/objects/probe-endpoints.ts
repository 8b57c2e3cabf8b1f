/** Port of the runtime's probe endpoints: beside Puma's customary 9292, and free of registered use on pods. */
export const PROBE_PORT = 9190;

/** Answers 200 when every worker is warm and the pod is not going. */
export const READINESS_PATH = '/readyz';

/** Answers 200 while Puma's master does. */
export const LIVENESS_PATH = '/livez';

/** Answers what Prometheus wants to know, where that is switched on. */
export const METRICS_PATH = '/metrics';

/**
 * Seconds between two looks for a new version of a certificate's secret. An hour: certificates are renewed weeks before
 * they end, and 30 pods of 3 processes and 3 certificates then make 270 calls an hour, 1 dollar a month (0.05 dollars for
 * 10,000 calls, AWS Secrets Manager pricing). A minute at least, or a large fleet would be throttled; a day at most, or a
 * new version waits longer than whoever rotates it.
 */
export const CERTIFICATE_POLL_SECONDS = { default: 3600, min: 60, max: 86_400 } as const;

/** Most seconds that HSTS is said for: the two years that the preload list recommends [hstspreload.org]. */
export const HSTS_MAX_AGE_SECONDS = 63_072_000;

/** Least seconds, a year, that the preload lists of browsers take [hstspreload.org]; our default. */
export const HSTS_PRELOAD_SECONDS = 31_536_000;

/** Most seconds that a browser remembers a preflight's answer: Firefox's cap, the highest of all [Fetch standard; MDN]. */
export const CORS_MAX_AGE_SECONDS = 86_400;

/** Bytes of a header's value that a listener holds ("The value for the attribute can not exceed 1K bytes" [ELBv2 API's answer]). */
export const HEADER_VALUE_BYTES = 1024;

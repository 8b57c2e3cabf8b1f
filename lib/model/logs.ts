/** Days that logs are kept unless told: what shows only in a quarter's figures can still be looked into. A choice of ours; each kind can be told another. */
export const LOG_RETENTION_DAYS = 90;

import type { ModelAdvice } from './explanation';
import { refuse } from './errors';

/**
 * Names of the variables that Asherah's own servers read (Go, Java and Rust alike; read in godaddy/asherah `server/go`
 * and godaddy/asherah-ffi `asherah-server`). The Ruby gem has no loader, so an app maps them onto `Asherah.configure`.
 */
export const ASHERAH_ENVIRONMENT = {
  serviceName: 'ASHERAH_SERVICE_NAME',
  productId: 'ASHERAH_PRODUCT_NAME',
  kms: 'ASHERAH_KMS_MODE',
  /** A JSON object {Region: key ARN}, as the engine behind the Ruby gem reads it. */
  regionMap: 'ASHERAH_REGION_MAP',
  preferredRegion: 'ASHERAH_PREFERRED_REGION',
  metastore: 'ASHERAH_METASTORE_MODE',
  tableName: 'ASHERAH_DYNAMODB_TABLE_NAME',
  tableRegion: 'ASHERAH_DYNAMODB_REGION',
  regionSuffix: 'ASHERAH_ENABLE_REGION_SUFFIX',
} as const;

/** Key schema of the metastore: fixed in Asherah's source, the same in every language. */
export const METASTORE_KEYS = { partition: 'Id', sort: 'Created' } as const;

/** What Asherah asks of the metastore, and nothing more: load, load latest, store if absent (read in its source). */
export const METASTORE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'] as const;

/**
 * What Asherah asks of KMS for a system key: a data key in the preferred Region, the same data key encrypted in every
 * other, and in any of them its decryption (read in its source; it passes no encryption context to bind a grant to).
 */
export const KMS_ACTIONS = { preferred: 'kms:GenerateDataKey', others: 'kms:Encrypt', all: 'kms:Decrypt' } as const;

/**
 * Our limit. An id is `_IK_<partition>_<service>_<product>_<region>` and must fit DynamoDB's 2,048 bytes of partition
 * key; Asherah's Ruby gem takes partition ids of up to 1,024 bytes, so two names of 128 leave room to spare.
 */
export const ASHERAH_NAME_LIMIT = 128;
const ASHERAH_NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** Refuses a service name or a product id that makes poor key ids. */
export function checkAsherahName(path: string, given: string): string {
  if (typeof given !== 'string' || given.length > ASHERAH_NAME_LIMIT || !ASHERAH_NAME.test(given)) {
    refuse({
      code: 'AsherahNameInvalid',
      path,
      given,
      allowed: `1 to ${ASHERAH_NAME_LIMIT} characters: letters, digits, '.', '-' and '_', with a letter or a digit at both ends`,
      why: 'it becomes part of every key id for good: to change it later makes all data undecryptable',
    });
  }
  return given;
}

/** Asherah joins names with `_` and escapes nothing, so names that hold it can make two services share one key. */
export function adviseOnAsherahNames(serviceName: string, productId: string): ModelAdvice[] {
  if (!serviceName.includes('_') && !productId.includes('_')) return [];
  return [
    {
      id: 'asherahNameWithUnderscore',
      message:
        `Asherah's system key of this service is _SK_${serviceName}_${productId}: since the names are joined with "_", another pair ` +
        'of service and product that is split elsewhere has the same id, and in a shared metastore the same keys. Prefer "-". ' +
        'Keep the names, and acknowledge this, if data is already encrypted under them.',
    },
  ];
}

/** A region map must say which of its Regions makes new keys, and hold that Region. */
export function checkPreferredRegion(preferred: string | undefined, regions: readonly string[]): string {
  const allowed = `one of the Regions of the map: ${regions.join(', ')}`;
  if (preferred === undefined) {
    refuse({
      code: 'RegionMapWithoutPreferredRegion',
      path: 'asherah.preferredRegion',
      given: preferred,
      allowed,
      why: 'Asherah generates each new system key in that Region, and does not start without knowing it',
    });
  }
  if (!regions.includes(preferred)) {
    refuse({
      code: 'PreferredRegionNotInMap',
      path: 'asherah.preferredRegion',
      given: preferred,
      allowed,
      why: 'Asherah generates each new system key in that Region, so there must be a key there',
    });
  }
  return preferred;
}

/** The map as JSON, joined by hand: Regions and ARNs may be tokens, and hold no sign that JSON would escape. */
export function renderRegionMap(regionMap: Readonly<Record<string, string>>): string {
  const entries = Object.entries(regionMap).map(([region, arn]) => `${JSON.stringify(region)}:${JSON.stringify(arn)}`);
  return `{${entries.join(',')}}`;
}

import { sameName } from './nearest';

/** As far as looking for a key needs it. */
export interface KeyedSchema {
  readonly properties?: Readonly<Record<string, KeyedSchema>>;
  readonly items?: KeyedSchema;
  readonly anyOf?: readonly KeyedSchema[];
}

/** More than this many places help nobody. */
const PLACES = 3;

/** Where in a configuration a key is known that stands somewhere else: `service.timing.idleTimeoutSeconds`. */
export function placesOfKey(schema: KeyedSchema, key: string): string[] {
  const places = [...walk(schema, '')].filter(({ name }) => sameName(key, name)).map(({ path }) => path);
  return places.length > PLACES ? [] : places;
}

/** Definitions are left out: what they hold may stand at any depth. */
function* walk(schema: KeyedSchema, at: string): Generator<{ name: string; path: string }> {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const path = at === '' ? name : `${at}.${name}`;
    yield { name, path };
    yield* walk(property, path);
  }
  if (schema.items) yield* walk(schema.items, `${at}[]`);
  for (const branch of schema.anyOf ?? []) yield* walk(branch, at);
}

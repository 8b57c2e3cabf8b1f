/** `npm run schema`: the JSON Schema of the configuration file, written from its interfaces; a test holds the file to it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { configurationSchema } from './generated-schema';

const file = 'schema/cdk-puma-eks.schema.json';

void format(JSON.stringify(configurationSchema()), { parser: 'json', printWidth: 120 }).then((text) => {
  writeFileSync(join(__dirname, '..', file), text);
  console.log(`wrote ${file}`);
});

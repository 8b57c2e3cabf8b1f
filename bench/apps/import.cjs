// Loads nothing, or the aws-cdk-lib modules that the built package uses, or the package; prints its peak memory in KiB.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const dist = join(__dirname, '..', '..', 'dist');

/** The modules that the package's files name: touched as the package touches them, since aws-cdk-lib loads lazily. */
function modules() {
  const names = new Set();
  for (const file of readdirSync(dist, { recursive: true })) {
    if (!file.endsWith('.js') || file.startsWith('bin')) continue;
    for (const [, name] of readFileSync(join(dist, file), 'utf8').matchAll(
      /require\("((?:aws-cdk-lib|constructs)[^"]*)"\)/g,
    )) {
      names.add(name);
    }
  }
  return [...names];
}

switch (process.argv[2]) {
  case 'modules':
    modules().forEach((name) => require(name));
    break;
  case 'touched':
    // aws-cdk-lib loads a module's classes when they are first read: as they are by whoever uses the module.
    modules().forEach((name) => Object.values(require(name)));
    break;
  case 'library':
    modules(); // the same reading of files on both sides
    require(dist);
    break;
  default:
    modules();
}
console.log(process.resourceUsage().maxRSS);

const { TestEnvironment } = require('jest-environment-node');
const { scratch } = require('./scratch');

/** Gives each suite an empty temporary folder, which goes with it: CDK leaves a cloud assembly for every app, some of 60 MB. */
class SuiteEnvironment extends TestEnvironment {
  constructor(config, context) {
    // The suite's own `process.env` is copied by super(), and what it runs in a child gets that; `os` reads the real one.
    const remove = scratch('s-');
    super(config, context);
    this.removeScratch = remove;
  }

  async teardown() {
    await super.teardown();
    this.removeScratch();
  }
}

module.exports = SuiteEnvironment;

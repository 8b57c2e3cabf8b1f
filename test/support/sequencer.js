const { default: Sequencer } = require('@jest/test-sequencer');

/** Suites of real programs first: some take a minute and more, waiting. What is short comes last, so that no worker ends long before the other. */
class RealFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isReal = ({ context }) => context.config.displayName?.name === 'real';
    return [...sorted.filter(isReal), ...sorted.filter((test) => !isReal(test))];
  }
}

module.exports = RealFirst;

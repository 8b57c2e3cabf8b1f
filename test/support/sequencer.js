const { default: Sequencer } = require('@jest/test-sequencer');

/** Of the suites on a real control plane, those that take minutes, the longest first. */
const LONG = ['end-to-end', 'kubectl-handler', 'busyness'].map((name) => `/test/cluster/${name}.test.ts`);

/** Suites of real programs first: some take a minute and more, waiting. What is short comes last, so that no worker ends long before the other. */
class RealFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const rank = ({ context, path }) =>
      context.config.displayName?.name === 'real' ? LONG.length : LONG.findIndex((end) => path.endsWith(end));
    return sorted.toSorted((a, b) => rank(b) - rank(a));
  }
}

module.exports = RealFirst;

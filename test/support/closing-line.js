/** Ends a run with one line that people and machines read alike: `N passed, N failed`. */
class ClosingLine {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
    // jest's own summary comes after all reporters.
    process.once('exit', () => console.log(`\n${results.numPassedTests} passed, ${failed} failed${skipped}`));
  }
}

module.exports = ClosingLine;

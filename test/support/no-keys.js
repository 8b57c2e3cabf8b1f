/** Fails a run whose own output shows a private key: what tests print, and what they tell of a failure. */
const KEY = /PRIVATE KEY-----(\\n|\s)*[A-Za-z0-9+/]{16}/;

class NoKeys {
  constructor() {
    this.leaks = [];
  }

  onTestResult(test, result) {
    const printed = (result.console ?? []).map(({ message }) => message);
    if (KEY.test([...printed, result.failureMessage ?? ''].join('\n'))) this.leaks.push(test.path);
  }

  getLastError() {
    if (this.leaks.length > 0) return new Error(`A private key stands in the output of ${this.leaks.join(', ')}`);
  }
}

module.exports = NoKeys;

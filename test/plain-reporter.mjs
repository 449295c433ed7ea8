/** Ends the run with one line that any tool can read: `N passed, N failed`. */
export default class PlainReporter {
  onTestRunEnd(modules, errors) {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed++;
      for (const test of module.children.allTests()) if (test.result().state in counts) counts[test.result().state]++;
    }
    if (counts.skipped > 0) console.log(`${counts.skipped} skipped: what they need is not installed here (see above)`);
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
  }
}

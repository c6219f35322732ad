import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter, summaryReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';

const args = ['--disable-background-networking', '--disable-component-update', '--no-first-run'];
// Chromium refuses its sandbox to root, which is what most containers run as.
if (process.getuid?.() === 0) args.push('--no-sandbox');

const testsOf = (suite) => (suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : []);

/** One plain line that people and `tools/test.ts` can read. A run without a test is a failed run. */
const closingLine = () => ({
  onTestRunFinished({ sessions }) {
    const tests = sessions.flatMap((session) => testsOf(session.testResults));
    const skipped = tests.filter((test) => test.skipped).length;
    const passed = tests.filter((test) => test.passed && !test.skipped).length;
    const broken = sessions.filter(
      (session) => session.errors.length > 0 || testsOf(session.testResults).length === 0,
    ).length;
    const failed = tests.length - passed - skipped + broken;
    // The runner itself is content with a file that has no tests, so it is overruled as it leaves.
    if (failed > 0 || tests.length === 0) process.once('exit', () => (process.exitCode = 1));
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  },
});

export default {
  // As tools/test-files.ts counts them.
  files: ['widget/**/*.test.ts', 'server/providers/**/*.launcher.test.ts'],
  nodeResolve: true,
  // Focus, keys and animation frames belong to the page in front, and only one can be.
  concurrency: 1,
  testFramework: { config: { timeout: '20000' } },
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', args },
    }),
  ],
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' })],
  reporters: [
    process.env.CI ? summaryReporter() : defaultReporter({ reportTestProgress: false }),
    closingLine(),
  ],
  // Lit says that it is in development mode; the built script is not.
  filterBrowserLogs: ({ args: [text] }) => !String(text).startsWith('Lit is in dev mode'),
};

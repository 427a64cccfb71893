import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/chaos/**'],
    globalSetup: ['tests/support/servers/services.ts'],
    testTimeout: 480_000,
    hookTimeout: 480_000,
    // Its default is a second, which a machine of two cores that runs three files at once may well need.
    expect: { poll: { timeout: 60_000 } },
    // A flaky test is a fault to find, not to hide.
    retry: 0,
    reporters: ['default', './tests/support/count-reporter.ts'],
    pool: 'forks',
    maxWorkers: 3,
  },
});

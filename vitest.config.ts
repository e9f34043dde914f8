import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/helpers/build.ts'],
    setupFiles: ['test/helpers/seed.ts'],
    testTimeout: 30_000,
    // In CI other work shares the machine: a test of a real terminal that lost a race is run again before it counts.
    retry: process.env.CI === undefined ? 0 : 2,
    // Two cores: more workers would only wait for each other.
    maxWorkers: 2,
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/helpers/build.ts'],
    setupFiles: ['test/helpers/seed.ts'],
    testTimeout: 30_000,
    // Two cores: more workers would only wait for each other.
    maxWorkers: 2,
  },
});

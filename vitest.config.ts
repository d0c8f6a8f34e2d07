import { defineConfig } from 'vitest/config'

const shared = { environment: 'node', globalSetup: ['./server/database/vitest-setup.ts'] }

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['server/**/*.test.ts', 'components/**/*.test.ts', 'e2e/bench/**/*.test.ts'],
          // Crash tests go through thousands of histories; a machine with other work needs its time.
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // The real product, with real hosts; a first start builds the console.
        test: {
          ...shared,
          name: 'product',
          include: ['e2e/product/**/*.test.ts', 'e2e/rest/**/*.test.ts', 'e2e/hosts/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    environment: 'node',
    include: ['server/**/*.test.ts', 'components/**/*.test.ts', 'e2e/hosts/**/*.test.ts'],
    globalSetup: ['./server/database/vitest-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})

import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, the longest first. */
const LONG = [
  'e2e/rest/refusals/refusals',
  'e2e/hosts/kill-cycles',
  'e2e/rest/state-tables/copies',
  'e2e/rest/copy-access',
  'e2e/hosts/online-copy',
  'e2e/product/start',
  'e2e/hosts/rollback',
  'e2e/hosts/linux-guest',
  'e2e/product/identity',
  'e2e/rest/bad-input',
  'server/engine/points-in-time/model',
  'server/engine/identities/xfs',
  'server/engine/identities/ext',
  'server/engine/targets/iscsi/real-clients',
  'server/array/snapshots/repository',
  'server/array/reconcile/crash',
  'server/engine/identities/tables',
  'server/engine/points-in-time/mapping-model',
]

/** Begins with the long files, so that none of them is left alone at the end, with half of the machine idle. */
class LongFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
      return found === -1 ? LONG.length : found
    }
    return Promise.resolve(files.toSorted((one, other) => place(one) - place(other)))
  }
}

const shared = {
  environment: 'node',
  globalSetup: ['./server/database/vitest-setup.ts'],
  // Else Node resolves what it imports, past the alias.
  server: { deps: { inline: ['use-intl'] } },
}

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname, 'use-intl/format-message': 'use-intl/format-message/format-only' } },
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
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

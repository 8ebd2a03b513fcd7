import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    // By itself it would leave a core to the main process, which has next to nothing to do.
    maxWorkers: '100%',
    // They end what hangs. The longest test takes a quarter of a minute on an idle machine, and nobody promises one.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})

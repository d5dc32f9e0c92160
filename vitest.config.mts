import * as os from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['server/test/**/*.test.ts'],
    globalSetup: ['server/test/buildOnce.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // The default leaves one core of two idle.
    maxWorkers: os.availableParallelism(),
  },
  plugins: [
    {
      // The model's C and the embedded declarations are imported as text, in tests as in the bundle.
      name: 'c-as-text',
      transform(code: string, id: string) {
        return /\.(c|h|md)$/.test(id) ? `export default ${JSON.stringify(code)};` : undefined;
      },
    },
  ],
});

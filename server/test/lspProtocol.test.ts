/** Client and server share no code; what they say to each other must still be the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** All but the head comment, which says where the other copy is. */
const declarations = (file: string): string => readFileSync(file, 'utf8').replace(/^\/\*\*[\s\S]*?\*\/\n/, '');

describe('protocol', () => {
  it('has equal copies in client and server', () => {
    expect(declarations('client/src/protocol.ts')).toBe(declarations('server/src/lsp/protocol.ts'));
  });

  it('settings of the manifest, their defaults and the server agree', async () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly contributes: {
        readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
      };
    };
    const { DEFAULT_SETTINGS } = await import('../src/lsp/settings');
    const declared = Object.fromEntries(
      Object.entries(manifest.contributes.configuration.properties)
        .filter(([name]) => name !== 'lockstep.trace.server')
        .map(([name, { default: value }]) => [name.replace('lockstep.', ''), value]),
    );
    expect(declared).toEqual(JSON.parse(JSON.stringify(DEFAULT_SETTINGS)));
  });

  it('reads wrong settings as the default ones', async () => {
    const { DEFAULT_SETTINGS, readSettings } = await import('../src/lsp/settings');
    for (const wrong of [
      undefined,
      null,
      7,
      'x',
      [],
      { worlds: 'smp' },
      { worlds: [], band: 9, kernelRoot: {}, replayOnSave: 'yes' },
    ]) {
      expect(readSettings(wrong)).toEqual(DEFAULT_SETTINGS);
    }
    expect(readSettings({ worlds: ['up', 'x', 'smp'], band: 'question' })).toMatchObject({
      worlds: ['smp', 'up'],
      band: 'question',
    });
  });
});

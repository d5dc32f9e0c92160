/** What the LSP asks of every server, over stdio: positions, settings, cancellation, how it ends. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancellationTokenSource, type CodeLens, type InlayHint } from 'vscode-languageserver-protocol';
import type { SimulationReport } from '../../src/lsp/protocol';
import { makeFolder, makeTree } from '../cli/run';
import { plain, TestClient, uriOf } from './client';

const TEXT = readFileSync('test-fixtures/lsp/refill.c', 'utf8');
const ALLOCATION = 'kmalloc(PAGE_SIZE << order, GFP_KERNEL | __GFP_ZERO)';

describe('positions', () => {
  let client: TestClient;
  beforeAll(async () => {
    client = await TestClient.start();
  });
  afterAll(() => client.kill());

  it.each([
    ['a comment in Greek', '/* λ */ '],
    ['a sign of two units', '/* \u{1f600} */ '],
    ['a combining mark', '/* e\u0301 */ '],
    ['a string of both', 'trace("\u{1f600}é"), '],
  ])('count UTF-16 units after %s', async (what, before) => {
    const name = `untitled:${what}`;
    const { diagnostics } = await client.open(name, TEXT.replace(ALLOCATION, before + ALLOCATION));
    const found = diagnostics.find(({ code }) => code === 'gfp-in-atomic');
    expect(found?.range).toEqual({
      start: { line: 18, character: 8 + before.length },
      end: { line: 18, character: 8 + before.length + ALLOCATION.length },
    });
    const hover = await client.hover(name, client.text(name).indexOf('GFP_KERNEL') + 1);
    expect(hover?.range?.start).toEqual({ line: 18, character: 8 + before.length + ALLOCATION.indexOf('GFP_KERNEL') });
  });

  it('past the end of a line or a text are no error', async () => {
    const name = 'untitled:short';
    await client.open(name, 'int x;\n');
    for (const position of [
      { line: 0, character: 900 },
      { line: 900, character: 0 },
    ]) {
      const params = { textDocument: { uri: uriOf(name) }, position };
      expect(await client.connection.sendRequest('textDocument/hover', params)).toBeNull();
    }
  });
});

describe('settings', () => {
  it('are those of each document, before its first diagnostics', async () => {
    const client = await TestClient.start({
      configuration: (uri) => ({ worlds: uri.endsWith('rt') ? ['rt'] : ['smp', 'rt'] }),
    });
    const text = TEXT.replace('spin_lock_irqsave(&zone->lock, flags)', 'local_irq_save(flags)').replace(
      'GFP_KERNEL | __GFP_ZERO',
      'GFP_ATOMIC',
    );
    const both = await client.open('untitled:both', text);
    const alone = await client.open('untitled:only-rt', text);
    expect(plain(both.diagnostics).join()).toContain('[rt only]');
    expect(plain(alone.diagnostics).join()).toContain('invalid-wait-context');
    expect(plain(alone.diagnostics).join()).not.toContain('[rt only]');
    client.kill();
  });

  it('that change are asked for again, and only what they change is judged again', async () => {
    let band = 'proven';
    const client = await TestClient.start({ configuration: () => ({ worlds: ['smp'], band }) });
    const first = await client.open('untitled:a', TEXT);
    const before = client.published.length;
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.hover('untitled:a', 0);
    expect(client.published.length).toBe(before);
    band = 'question';
    const next = client.next(uriOf('untitled:a'), ({ version }) => version === 1);
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect((await next).diagnostics.length).toBeGreaterThanOrEqual(first.diagnostics.length);
    client.kill();
  });

  it('pushed by a client that cannot be asked count', async () => {
    const client = await TestClient.start();
    await client.open('untitled:a', TEXT);
    const next = client.next(uriOf('untitled:a'), ({ version }) => version === 1);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { lockstep: { worlds: ['up'] } },
    });
    const known = (await next).diagnostics.map(({ code }) => code);
    expect(known).toContain('gfp-in-atomic');
    client.kill();
  });

  it('with a tree that is none are answered by a warning, once', async () => {
    const client = await TestClient.start({ settings: { kernelRoot: '/nonexistent/linux' } });
    await client.open('untitled:a', TEXT);
    await client.open('untitled:b', TEXT);
    expect(client.messages).toEqual([
      expect.stringMatching(/no kernel tree at \/nonexistent\/linux \(cannot be read \(no such.*lockstep\.kernelRoot$/),
    ]);
    client.kill();
  });
});

describe('runs', () => {
  it('can be cancelled, and the next one is answered', async () => {
    const client = await TestClient.start();
    await client.open('untitled:a', TEXT);
    const source = new CancellationTokenSource();
    const cancelled = client.connection.sendRequest('lockstep/compare', {}, source.token);
    const started = Date.now();
    setTimeout(() => source.cancel(), 200);
    await expect(cancelled).rejects.toThrow('cancelled');
    const report = await client.connection.sendRequest<SimulationReport>('lockstep/simulate', {
      uri: uriOf('untitled:a'),
      function: 'stash_take_ok',
    });
    expect(report.runs.map(({ verdict }) => verdict)).toEqual(['clean', 'clean']);
    // The designs take longer together than what was left of one of them and this run.
    expect(Date.now() - started).toBeLessThan(45_000);
    client.kill();
  });

  it('show each step where it is: in the text, in a header of the tree', async () => {
    const folder = makeFolder();
    const tree = makeTree(folder);
    folder.write(
      'tree/include/linux/stash.h',
      'static inline void stash_lock(spinlock_t *l)\n{\n\tspin_lock_irq(l);\n}\n',
    );
    const text =
      '#include <linux/stash.h>\nstatic DEFINE_SPINLOCK(lock);\nvoid take(void)\n{\n\tstash_lock(&lock);\n\tspin_unlock_irq(&lock);\n}\n';
    const uri = uriOf(`file://${path.join(tree, 'mm/stash.c')}`);
    const client = await TestClient.start();
    await client.open(uri, text);
    const report = await client.connection.sendRequest<SimulationReport>('lockstep/simulate', {
      uri,
      function: 'take',
    });
    const places = new Set(report.runs.flatMap(({ trace }) => trace.map(({ place }) => place?.uri ?? 'none')));
    expect(places).toEqual(new Set([uri, uriOf(`file://${path.join(tree, 'include/linux/stash.h')}`)]));
    client.kill();
    folder.remove();
  });

  it('leave their verdicts on the findings when another file is written', async () => {
    const folder = makeFolder();
    const tree = makeTree(folder);
    const uri = uriOf(`file://${path.join(tree, 'mm/refill.c')}`);
    const client = await TestClient.start();
    await client.open(uri, TEXT);
    const confirmed = client.next(uri, ({ diagnostics }) => plain(diagnostics).join().includes('Replay on'));
    await client.connection.sendRequest('lockstep/simulate', { uri, rule: 'gfp-in-atomic', line: 18, character: 8 });
    const first = await confirmed;
    const again = client.next(uri, ({ version }) => version === 1);
    folder.write('tree/mm/other.c', 'int other;\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(`file://${path.join(tree, 'mm/other.c')}`), type: 1 }],
    });
    expect(plain((await again).diagnostics)).toEqual(plain(first.diagnostics));
    client.kill();
    folder.remove();
  });
});

describe('glances', () => {
  const OPTIONS = { worlds: ['smp', 'rt'], contracts: true, contextHints: true };
  const whole = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
  const ask = async (client: TestClient, name: string) => {
    const textDocument = { uri: uriOf(name) };
    const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
    const hints = await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
      textDocument,
      range: whole,
    });
    return {
      lenses: lenses.map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`),
      hints: hints.map(({ position, label }) => `${position.line + 1}:${position.character + 1}: ${label}`),
    };
  };

  it('say what a function needs and leaves, and what holds from a line on', async () => {
    const client = await TestClient.start({ settings: OPTIONS });
    await client.open('untitled:a', TEXT);
    const { lenses, hints } = await ask(client, 'untitled:a');
    expect(lenses).toEqual([
      '13: may sleep in kmalloc()',
      '24: may sleep in kmalloc()',
      '35: leaves stash->lock (returns an error); or as on entry (returns 0)',
    ]);
    expect(hints).toEqual([
      '18:40: zone->lock; irqs off',
      '20:45: as on entry',
      '29:40: zone->lock; irqs off',
      '31:45: as on entry',
      '37:26: stash->lock',
      '41:28: as on entry',
      '49:26: stash->lock',
      '52:28: as on entry',
    ]);
    client.kill();
  });

  it('say which functions were not analysed', async () => {
    const client = await TestClient.start({ settings: OPTIONS });
    await client.open('untitled:a', 'static int half(int x)\n{\n\tif (x >\n\treturn (;\n}\n');
    expect((await ask(client, 'untitled:a')).lenses).toEqual([expect.stringMatching(/^1: not analysed: parse error/)]);
    client.kill();
  });

  it('are off unless asked for, and follow the settings', async () => {
    let settings: object = {};
    const client = await TestClient.start({ configuration: () => settings });
    await client.open('untitled:a', TEXT);
    expect(await ask(client, 'untitled:a')).toEqual({ lenses: [], hints: [] });
    settings = OPTIONS;
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect((await ask(client, 'untitled:a')).lenses).toHaveLength(3);
    client.kill();
  });
});

describe('life', () => {
  it('exit without shutdown is an error, as the protocol says', async () => {
    const client = await TestClient.start();
    expect(await client.leave()).toBe(1);
  });

  it('ends when its client has died, with work at hand and no process to watch', async () => {
    const client = await TestClient.start({ anonymous: true });
    void client.open('untitled:a', TEXT).catch(() => undefined);
    expect(await client.vanish()).toBe(1);
  });

  it('a closed document answers nothing and its diagnostics are gone', async () => {
    const client = await TestClient.start();
    await client.open('untitled:a', TEXT);
    const gone = client.next(uriOf('untitled:a'), () => true);
    await client.close('untitled:a');
    expect((await gone).diagnostics).toEqual([]);
    expect(await client.hover('untitled:a', TEXT.indexOf('GFP_KERNEL'))).toBeNull();
    const reopened = await client.open('untitled:a', TEXT);
    expect(reopened.diagnostics).toHaveLength(2);
    client.kill();
  });
});

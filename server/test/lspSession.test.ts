/** The built language server over stdio: what a client sees, and that nothing it sends takes the server down. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defined } from '../src/base/assert';
import type { SimulationReport } from '../src/lsp/protocol';
import { plain, TestClient, uriOf } from './lsp/client';

const TEXT = readFileSync('test-fixtures/lsp/refill.c', 'utf8');
const ALLOCATION = TEXT.indexOf('kmalloc(PAGE_SIZE << order, GFP_KERNEL');

let client: TestClient;
beforeAll(async () => {
  client = await TestClient.start();
});
afterAll(() => client.kill());

/** A document of its own per test, so that tests do not depend on each other. */
let count = 0;
const freshName = (): string => `untitled:Untitled-${++count}`;

describe('diagnostics', () => {
  it('are pushed with the version, the rule, its page and the call path', async () => {
    const { version, diagnostics } = await client.open('refill.c', TEXT);
    expect(version).toBe(1);
    const found = defined(
      diagnostics.find(({ code }) => code === 'gfp-in-atomic'),
      plain(diagnostics).join('\n'),
    );
    expect(found.range.start).toEqual({ line: 18, character: 8 });
    expect(found.severity).toBe(2);
    expect(found.source).toBe('lockstep');
    expect(found.message).toContain('zone->lock');
    expect(found.codeDescription?.href).toMatch(/^file:.*docs\/rules\/gfp-in-atomic\.md$/);
    const related = found.relatedInformation ?? [];
    expect(related.map(({ location }) => location.range.start.line)).toContain(17);
    expect(diagnostics.map(({ code }) => code)).toContain('lock-imbalance');
    expect(diagnostics).toHaveLength(2);
  });

  it('after any edit equal those of a fresh check of the same text', async () => {
    const name = freshName();
    await client.open(name, TEXT);
    const edits = [
      { find: 'GFP_KERNEL | __GFP_ZERO', text: 'GFP_ATOMIC' },
      { find: 'spin_unlock(&stash->lock);\n\treturn 0;', text: 'return 0;' },
      { find: 'GFP_ATOMIC', text: 'GFP_KERNEL' },
      { find: 'static int stash_take_ok', text: '#if 1\nstatic int stash_take_ok' },
      { find: 'return left;\n}', text: 'return left;\n}\n#endif' },
      { find: '#include <linux/slab.h>', text: '/* 😀 */' },
    ];
    for (const { find, text } of edits) {
      const start = client.text(name).indexOf(find);
      expect(start).toBeGreaterThanOrEqual(0);
      const incremental = await client.change(name, { start, end: start + find.length, text });
      const fresh = freshName();
      const whole = await client.open(fresh, client.text(name));
      expect(plain(incremental.diagnostics)).toEqual(plain(whole.diagnostics));
      await client.close(fresh);
    }
  });

  it('of half-typed code come for every keystroke, and a burst ends with the last version', async () => {
    const name = freshName();
    await client.open(name, TEXT);
    const typed = '\tif (zone->managed_pages[spin_lock(&zone->lock';
    const at = TEXT.indexOf('\treturn area;');
    let accepts: Parameters<TestClient['next']>[1] = () => false;
    for (const [index, character] of [...typed].entries()) {
      accepts = await client.sendChange(name, { start: at + index, end: at + index, text: character });
    }
    const last = await client.next(uriOf(name), accepts);
    const fresh = freshName();
    const whole = await client.open(fresh, client.text(name));
    expect(plain(last.diagnostics)).toEqual(plain(whole.diagnostics));
    const versions = client.published.filter(({ uri }) => uri === uriOf(name)).map(({ version }) => version ?? 0);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });

  it('go away with the document', async () => {
    const name = freshName();
    await client.open(name, TEXT);
    const gone = client.next(uriOf(name), ({ diagnostics }) => diagnostics.length === 0);
    await client.close(name);
    expect((await gone).diagnostics).toEqual([]);
  });
});

describe('bad input', () => {
  it.each([
    ['binary garbage', Array.from({ length: 4096 }, (_, at) => String.fromCharCode((at * 7919) % 256)).join('')],
    ['lone surrogates', '\ud800int f(void) {\udfff}'],
    ['nothing', ''],
    ['open brackets without end', `void f(void) {${'('.repeat(20_000)}`],
    ['deep blocks', `void f(void) ${'{'.repeat(3000)}${'}'.repeat(3000)}`],
    ['one endless line', `int a[] = { ${'0x1234, '.repeat(60_000)} };`],
    ['carriage returns', TEXT.replaceAll('\n', '\r\n')],
  ])('%s is answered', async (_, text) => {
    const { version } = await client.open(freshName(), text);
    expect(version).toBe(1);
  });

  it('a text of 20 MB is answered, and the server lives on', async () => {
    const huge = freshName();
    const { diagnostics } = await client.open(huge, TEXT.repeat(Math.ceil(20_000_000 / TEXT.length)));
    expect(diagnostics.length).toBeLessThan(100_000);
    await client.close(huge);
    expect((await client.open(freshName(), TEXT)).diagnostics).toHaveLength(2);
  });

  it('requests about nothing get empty answers', async () => {
    expect(
      await client.connection.sendRequest('textDocument/hover', {
        textDocument: { uri: 'untitled:none' },
        position: { line: 9, character: 9 },
      }),
    ).toBeNull();
    const name = freshName();
    await client.open(name, 'int x;\n');
    expect(await client.hover(name, 0)).toBeNull();
    expect(await client.actions(name, 0)).toEqual([]);
    await expect(
      client.connection.sendRequest('lockstep/simulate', { uri: 'untitled:none', function: 'f' }),
    ).rejects.toThrow('not open');
  });
});

describe('hover', () => {
  it('on a GFP expression gives value, flags and the verdict at the place', async () => {
    const name = freshName();
    await client.open(name, TEXT);
    const hover = JSON.stringify(await client.hover(name, TEXT.indexOf('GFP_KERNEL') + 3));
    for (const part of ['GFP_KERNEL | __GFP_ZERO', '0xdc0', '__GFP_DIRECT_RECLAIM', 'may sleep', 'zone->lock'])
      expect(hover).toContain(part);
    const fine = JSON.stringify(await client.hover(name, TEXT.lastIndexOf('GFP_KERNEL') + 3));
    expect(fine).toContain('fine');
  });

  it('on a lock call gives class, wait types and the context before and after', async () => {
    const name = freshName();
    await client.open(name, TEXT);
    const hover = JSON.stringify(await client.hover(name, TEXT.indexOf('spin_lock_irqsave') + 3));
    for (const part of ['zone->lock', 'CONFIG', 'before', 'after', 'as on entry', 'irqs off', 'rt'])
      expect(hover).toContain(part);
  });

  it('on a function gives its contract', async () => {
    const name = freshName();
    await client.open(name, TEXT);
    const hover = JSON.stringify(await client.hover(name, TEXT.indexOf('stash_take_bad') + 3));
    expect(hover).toContain('stash->lock');
  });
});

describe('code actions', () => {
  it('simulate the path, silence it with a reason, simulate the function', async () => {
    const name = freshName();
    await client.open(name, TEXT);
    const actions = await client.actions(name, ALLOCATION + 2);
    const titles = actions.map(({ title }) => title);
    expect(titles).toContain('Simulate this path');
    expect(titles).toContain('Simulate this function: refill_bad()');
    const silence = defined(
      actions.find(({ title }) => title.includes('with a reason')),
      'silence',
    );
    const edit = defined(silence.edit?.changes?.[uriOf(name)]?.[0], 'edit');
    expect(edit.newText).toMatch(/^\t\/\* lockstep: allow gfp-in-atomic: .+ \*\/\n$/);
    const start = TEXT.lastIndexOf('\n', ALLOCATION) + 1;
    const { diagnostics } = await client.change(name, { start, end: start, text: edit.newText });
    expect(diagnostics.map(({ code }) => code)).not.toContain('gfp-in-atomic');
  });
});

describe('simulate', () => {
  it('runs a finding: verdict, trace with places, console; and the diagnostic tells of it', async () => {
    const name = freshName();
    await client.open(name, TEXT);
    const again = client.next(uriOf(name), ({ diagnostics }) =>
      diagnostics.some(({ message }) => String(message).includes('Replay on')),
    );
    const report = await client.connection.sendRequest<SimulationReport>('lockstep/simulate', {
      uri: uriOf(name),
      rule: 'gfp-in-atomic',
      line: 18,
      character: 8,
    });
    expect(report.problem).toBeUndefined();
    const smp = defined(
      report.runs.find(({ world }) => world === 'smp'),
      'smp',
    );
    expect(smp.verdict).toBe('confirmed');
    expect(smp.console.join('\n')).toContain('BUG: sleeping function called from invalid context');
    const taken = defined(
      smp.trace.find(({ event }) => event === 'acquire zone->lock'),
      'the lock',
    );
    expect(taken).toMatchObject({ own: true, place: { uri: uriOf(name), line: 17 } });
    const { version, diagnostics } = await again;
    expect(version).toBe(1);
    expect(diagnostics.find(({ code }) => code === 'gfp-in-atomic')?.severity).toBe(1);
  });

  it('runs a function by name, and says so when there is none', async () => {
    const name = freshName();
    await client.open(name, TEXT);
    const clean = await client.connection.sendRequest<SimulationReport>('lockstep/simulate', {
      uri: uriOf(name),
      function: 'stash_take_ok',
    });
    expect(clean.runs.map(({ world, verdict }) => [world, verdict])).toEqual([
      ['smp', 'clean'],
      ['rt', 'clean'],
    ]);
    const none = await client.connection.sendRequest<SimulationReport>('lockstep/simulate', {
      uri: uriOf(name),
      function: 'absent',
    });
    expect(none.problem).toContain('absent');
  });
});

describe('life', () => {
  it('a client without the panel gets the command', async () => {
    const other = await TestClient.start({ panel: false, settings: { worlds: ['smp'] } });
    await other.open('refill.c', TEXT);
    const text = await other.connection.sendRequest<string>('workspace/executeCommand', {
      command: 'lockstep.simulate',
      arguments: [{ uri: uriOf('refill.c'), rule: 'gfp-in-atomic', line: 18, character: 8 }],
    });
    expect(text.split('\n')[0]).toContain('refill_bad(): smp: confirmed');
    expect(await other.stop()).toBe(0);
  });

  it('ends when asked, with work at hand', async () => {
    const other = await TestClient.start();
    void other.open('refill.c', TEXT).catch(() => undefined);
    expect(await other.stop()).toBe(0);
  });
});

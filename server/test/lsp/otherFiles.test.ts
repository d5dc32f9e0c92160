/** Files of a tree that lean on one another, in the editor: what is saved in one shows in the other. */
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CALLER, type MiniTree, miniTree, SLEEPER } from '../miniTree';
import { TestClient, uriOf } from './client';

let tree: MiniTree;
let client: TestClient;
beforeEach(async () => {
  tree = miniTree();
  client = await TestClient.start({ env: { XDG_CACHE_HOME: path.join(tree.root, '.cache') } });
});
afterEach(() => {
  client.kill();
  tree.remove();
});

test('a helper saved in another file, and a header, are seen at once', async () => {
  const caller = path.join(tree.root, 'drivers/a.c');
  const helper = path.join(tree.root, 'drivers/b.c');
  const header = path.join(tree.root, 'include/linux/locks.h');
  tree.write('drivers/a.c', CALLER);
  tree.write('drivers/b.c', SLEEPER);
  const codes = ({ diagnostics }: Awaited<ReturnType<TestClient['open']>>) => diagnostics.map(({ code }) => code);
  expect(codes(await client.open(caller, CALLER))).toEqual(['sleep-in-atomic']);
  await client.open(helper, SLEEPER);
  const save = async (file: string, treePath: string, text: string) => {
    tree.write(treePath, text);
    const next = client.next(uriOf(caller), () => true);
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: uriOf(file) } });
    return codes(await next);
  };
  expect(await save(helper, 'drivers/b.c', SLEEPER.replace('msleep(ms);', 'if (ms)\n\t\tms = 0;'))).toEqual([]);
  expect(await save(helper, 'drivers/b.c', SLEEPER)).toEqual(['sleep-in-atomic']);
  await client.open(header, '');
  const inline = 'static inline void wait_for_device(int ms)\n{\n\tms = 0;\n}\n';
  const declarations = 'typedef struct spinlock { int count; } spinlock_t;\n#define DEFINE_SPINLOCK(x) spinlock_t x\n';
  expect(await save(header, 'include/linux/locks.h', declarations + inline)).toEqual([]);
});

test('what is typed in another document counts before it is saved, and no longer once it is closed', async () => {
  const caller = path.join(tree.root, 'drivers/a.c');
  const helper = path.join(tree.root, 'drivers/b.c');
  tree.write('drivers/a.c', CALLER);
  tree.write('drivers/b.c', SLEEPER);
  await client.open(caller, CALLER);
  await client.open(helper, SLEEPER);
  let version = 1;
  const type = async (file: string, text: string) => {
    const next = client.next(uriOf(file), () => true);
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uriOf(file), version: ++version },
      contentChanges: [{ text }],
    });
    return (await next).diagnostics.map(({ code }) => code);
  };
  // The helper is told because of its caller, until it does not sleep; the caller then has nothing to hear of.
  expect(await type(helper, `${SLEEPER}\n`)).toEqual(['sleep-in-atomic']);
  expect(await type(helper, SLEEPER.replace('msleep(ms);', 'ms = 0;'))).toEqual([]);
  expect(await type(caller, `${CALLER}\n`)).toEqual([]);
  // The other way round: a caller that drops its lock first.
  expect(await type(caller, CALLER.replace('spin_lock(', '(void)('))).toEqual([]);
  expect(await type(helper, SLEEPER)).toEqual([]);
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(caller) } });
  expect(await type(helper, `${SLEEPER}\n`)).toEqual(['sleep-in-atomic']);
});

/** Makefiles: where the files below them find their headers. */
import { expect, test } from 'vitest';
import { Makefiles } from '../../src/workspace/makefiles';

function directories(files: Record<string, string>, treePath: string): readonly string[] {
  return new Makefiles((at) => files[at]).includeDirectories(treePath);
}

test.each([
  ['ccflags-y += -I$(src)/include', ['fs/own/include']],
  ['ccflags-y += -I $(src)\t\t# for the trace events', ['fs/own']],
  ['ccflags-y := -I$(srctree)/drivers/media/tuners/', ['drivers/media/tuners']],
  ['subdir-ccflags-$(CONFIG_OWN) += -Idrivers/own -DX=1 \\\n  -I$(src)/../common', ['drivers/own', 'fs/common']],
  ['CFLAGS_trace.o := -I$(src)', ['fs/own']],
  ['BASE = $(src)/base\nOWN := $(BASE)/own\nccflags-y += -I$(OWN)', ['fs/own/base/own']],
  ['ccflags-y += -I$(nobody) -I/usr/include -I$(src)/../../../outside', []],
  ['# ccflags-y += -I$(src)', []],
])('%j', (makefile, expected) => {
  expect(directories({ 'fs/own/Makefile': makefile }, 'fs/own/a.c')).toEqual(expected);
});

test('Makefiles above have their say, the nearest first, and the one at the top has none', () => {
  const files = {
    Makefile: 'ccflags-y += -Itop',
    'fs/own/Makefile': 'ccflags-y += -I $(src)\n',
    'fs/own/lib/Makefile': 'ccflags-y += -I$(src)',
  };
  expect(directories(files, 'fs/own/lib/a.c')).toEqual(['fs/own/lib', 'fs/own']);
  expect(directories(files, 'mm/a.c')).toEqual([]);
});

test('variables that stand for each other come to an end', () => {
  expect(directories({ 'fs/own/Makefile': 'A = $(B)\nB = $(A)\nccflags-y += -I$(A)' }, 'fs/own/a.c')).toEqual([]);
});

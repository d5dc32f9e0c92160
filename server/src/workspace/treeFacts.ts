/** Facts read from the tree itself; what it does not say comes from the tables of the nearest known version. */
import type { KernelFacts } from '../kernel/api';
import { preprocessorFacts } from '../kernel/config';
import { kernelFactsFor } from '../kernel/facts';
import { gfpTableFromHeader } from '../kernel/gfpHeader';
import { type GfpTable, gfpTable } from '../kernel/gfpTable';

/** Where GFP bits and composites have been: gfp_types.h since 6.0, gfp.h before. */
const GFP_HEADERS = ['include/linux/gfp_types.h', 'include/linux/gfp.h'] as const;

export interface TreeFacts {
  /** Of the tree's Makefile, else the version asked for. */
  readonly version: string;
  readonly kernel: KernelFacts;
  readonly gfp: GfpTable;
  /** True where `gfp` was read from the tree. */
  readonly gfpFromTree: boolean;
}

/** `read` gives a header's text by tree path. No GFP bit depends on the world: smp's options stand for all. */
export function treeFacts(
  version: string,
  read: (treePath: string) => string | undefined,
  config: ReadonlyMap<string, string> | undefined,
): TreeFacts {
  const kernel = kernelFactsFor(version);
  const texts = GFP_HEADERS.flatMap((path) => read(path) ?? []);
  const fromTree =
    texts.length === 0
      ? undefined
      : gfpTableFromHeader(texts.join('\n'), preprocessorFacts('smp', version, config), version);
  return { version, kernel, gfp: fromTree ?? gfpTable(version), gfpFromTree: fromTree !== undefined };
}

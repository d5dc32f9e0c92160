/** The model's C files by name; what each is for stands in its head comment. */

import allocC from './c/alloc.c';
import alloc58C from './c/alloc-5.8.c';
import alloc61C from './c/alloc-6.1.c';
import alloc612C from './c/alloc-6.12.c';
import baseH from './c/base.h';
import bootC from './c/boot.c';
import buddyC from './c/buddy.c';
import buddy61C from './c/buddy-6.1.c';
import buddy612C from './c/buddy-6.12.c';
import build58C from './c/build-5.8.c';
import build61C from './c/build-6.1.c';
import build612C from './c/build-6.12.c';
import bulk612C from './c/bulk-6.12.c';
import callersC from './c/callers.c';
import checkC from './c/check.c';
import consoleC from './c/console.c';
import d1C from './c/d1.c';
import d1polarityC from './c/d1-polarity.c';
import d1prepC from './c/d1-prep.c';
import d2C from './c/d2.c';
import d3C from './c/d3.c';
import d4C from './c/d4.c';
import d5C from './c/d5.c';
import debugC from './c/debug.c';
import entryC from './c/entry.c';
import gfpH from './c/gfp.h';
import goldenC from './c/golden.c';
import kfreercuH from './c/kfree_rcu.h';
import kfreercu58C from './c/kfree_rcu-5.8.c';
import kfreercu612C from './c/kfree_rcu-6.12.c';
import kfreercuEntryC from './c/kfree_rcu-entry.c';
import lockstepH from './c/lockstep.h';
import mmzoneH from './c/mmzone.h';
import noprof612C from './c/noprof-6.12.c';
import objectsC from './c/objects.c';
import pageChecksC from './c/page-checks.c';
import pcp58C from './c/pcp-5.8.c';
import pcp612C from './c/pcp-6.12.c';
import pcpFree612C from './c/pcp-free-6.12.c';
import prepC from './c/prep.c';
import reclaimC from './c/reclaim.c';
import rt58C from './c/rt-5.8.c';
import slabC from './c/slab.c';
import slabH from './c/slab.h';
import slabFreeC from './c/slab-free.c';
import slowC from './c/slow.c';
import vmallocC from './c/vmalloc.c';
import watermarkC from './c/watermark.c';
import workloadC from './c/workload.c';
import zonelistC from './c/zonelist.c';
import zonelistAlt3C from './c/zonelist-alt3.c';
import zonelistMistakesC from './c/zonelist-mistakes.c';
import zonelistRunC from './c/zonelist-run.c';
import zonelistV1C from './c/zonelist-v1.c';
import zonelistV4C from './c/zonelist-v4.c';
import zonelistV5C from './c/zonelist-v5.c';
import zonelistV5SentC from './c/zonelist-v5-sent.c';
import zonelistV6C from './c/zonelist-v6.c';

export const MODEL_TEXTS = {
  'alloc-5.8.c': alloc58C,
  'alloc-6.1.c': alloc61C,
  'alloc-6.12.c': alloc612C,
  'alloc.c': allocC,
  'base.h': baseH,
  'boot.c': bootC,
  'buddy.c': buddyC,
  'buddy-6.1.c': buddy61C,
  'buddy-6.12.c': buddy612C,
  'build-5.8.c': build58C,
  'build-6.1.c': build61C,
  'build-6.12.c': build612C,
  'bulk-6.12.c': bulk612C,
  'callers.c': callersC,
  'check.c': checkC,
  'd1.c': d1C,
  'd2.c': d2C,
  'd3.c': d3C,
  'd1-polarity.c': d1polarityC,
  'd1-prep.c': d1prepC,
  'd4.c': d4C,
  'debug.c': debugC,
  'd5.c': d5C,
  'entry.c': entryC,
  'gfp.h': gfpH,
  'golden.c': goldenC,
  'kfree_rcu-5.8.c': kfreercu58C,
  'kfree_rcu-6.12.c': kfreercu612C,
  'kfree_rcu-entry.c': kfreercuEntryC,
  'kfree_rcu.h': kfreercuH,
  'lockstep.h': lockstepH,
  'mmzone.h': mmzoneH,
  'noprof-6.12.c': noprof612C,
  'objects.c': objectsC,
  'page-checks.c': pageChecksC,
  'pcp-5.8.c': pcp58C,
  'pcp-6.12.c': pcp612C,
  'pcp-free-6.12.c': pcpFree612C,
  'prep.c': prepC,
  'reclaim.c': reclaimC,
  'rt-5.8.c': rt58C,
  'slab-free.c': slabFreeC,
  'slab.c': slabC,
  'slab.h': slabH,
  'slow.c': slowC,
  'vmalloc.c': vmallocC,
  'watermark.c': watermarkC,
  'workload.c': workloadC,
  'zonelist.c': zonelistC,
  'console.c': consoleC,
  'zonelist-alt3.c': zonelistAlt3C,
  'zonelist-run.c': zonelistRunC,
  'zonelist-v1.c': zonelistV1C,
  'zonelist-v4.c': zonelistV4C,
  'zonelist-v5-sent.c': zonelistV5SentC,
  'zonelist-v5.c': zonelistV5C,
  'zonelist-v6.c': zonelistV6C,
  'zonelist-mistakes.c': zonelistMistakesC,
} as const satisfies Readonly<Record<string, string>>;

export type ModelFile = keyof typeof MODEL_TEXTS;

/** What the kernel would print: field shapes and order as the kernel has them, the prose in our own words. */
import { lineColumnAt } from '../base/lines';
import type { SplatKind } from './api';
import type { Program } from './program';
import type { DetailedReport } from './reportTypes';

const PID = 100;

export function consoleText(program: Program, report: DetailedReport): readonly string[] {
  const lines = [...head(program, report), ...heldLocks(report), ...callTrace(program, report)];
  return lines;
}

function place(program: Program, report: DetailedReport): string {
  return `${report.file}:${lineOf(program, report.file, report.span.start)}`;
}

function lineOf(program: Program, file: string, offset: number): number {
  const unit = program.units.find((candidate) => candidate.file === file);
  return unit === undefined ? 0 : lineColumnAt(program.lines(unit), offset).line;
}

function comm(report: DetailedReport): string {
  return `${report.actor.slice(0, 15)}/${PID + report.cpu}`;
}

function head(program: Program, report: DetailedReport): readonly string[] {
  const kind: SplatKind = report.kind;
  switch (kind) {
    case 'sleeping-in-atomic':
      return [
        `BUG: sleeping function called from invalid context at ${place(program, report)}`,
        `in_atomic(): ${report.preemptCount !== 0 ? 1 : 0}, irqs_disabled(): ${report.irqsOff ? 1 : 0}, non_block: 0, pid: ${PID + report.cpu}, name: ${report.actor.slice(0, 15)}`,
        `preempt_count: ${report.preemptCount.toString(16)}, expected: 0`,
        `RCU nest depth: ${report.rcuDepth}, expected: 0`,
      ];
    case 'scheduling-while-atomic':
      return [`BUG: scheduling while atomic: ${comm(report)}/0x${report.preemptCount.toString(16).padStart(8, '0')}`];
    case 'invalid-wait-context':
      return [
        '=============================',
        '[ BUG: Invalid wait context ]',
        `${comm(report)} is trying to lock:`,
        `  (${report.detail})${report.usage}, at: ${report.function}`,
        'other info that might help us debug this:',
        `context-{${contextNumber(report)}:${contextNumber(report)}}`,
      ];
    case 'recursive-locking':
      return [
        '============================================',
        'WARNING: possible recursive locking detected',
        `${comm(report)} is trying to acquire lock:`,
        `  (${report.detail})${report.usage}, at: ${report.function}`,
        'but task is already holding lock:',
        `  (${report.detail})`,
        ' Possible unsafe locking scenario:',
        '       CPU0',
        `  lock(${report.detail});`,
        `  lock(${report.detail});`,
        ' *** DEADLOCK ***',
      ];
    case 'circular-locking':
      return [
        '======================================================',
        'WARNING: possible circular locking dependency detected',
        `${comm(report)} is trying to acquire lock:`,
        `  (${report.detail})${report.usage}, at: ${report.function}`,
        'but task is already holding lock:',
        `  (${lastHeld(report)})`,
        'which lock already depends on the new lock.',
      ];
    case 'inconsistent-lock-state':
      return [
        '================================',
        'WARNING: inconsistent lock state',
        `inconsistent ${report.hardirq ? '{HARDIRQ-ON-W} -> {IN-HARDIRQ-W}' : report.softirq ? '{SOFTIRQ-ON-W} -> {IN-SOFTIRQ-W}' : '{IN-HARDIRQ-W} -> {HARDIRQ-ON-W}'} usage.`,
        `${comm(report)} [HC${report.hardirq ? 1 : 0}[${report.hardirq ? 1 : 0}]:SC${report.softirq ? 1 : 0}[${report.softirq ? 1 : 0}]:HE${report.irqsOff ? 0 : 1}:SE${report.bh > 0 || report.softirq ? 0 : 1}] takes:`,
        `  (${report.detail})${report.usage}, at: ${report.function}`,
      ];
    case 'irq-lock-order':
      return [
        '=====================================================',
        `WARNING: ${report.softirq ? 'SOFTIRQ' : 'HARDIRQ'}-safe -> ${report.softirq ? 'SOFTIRQ' : 'HARDIRQ'}-unsafe lock order detected`,
        `${comm(report)} is trying to acquire:`,
        `  (${report.detail})${report.usage}, at: ${report.function}`,
        'and this task is already holding:',
        `  (${lastHeld(report)})`,
      ];
    case 'lock-imbalance':
      return [
        '=====================================',
        'WARNING: bad unlock balance detected!',
        `${comm(report)}: ${report.detail} at: ${report.function}`,
      ];
    case 'held-lock-freed':
      return [
        '=========================',
        'WARNING: held lock freed!',
        `${comm(report)} is freeing memory, with a lock still held there!`,
      ];
    case 'suspicious-rcu':
      return [
        '=============================',
        'WARNING: suspicious RCU usage',
        `${place(program, report)} Illegal context switch in an RCU read-side critical section!`,
        'rcu_scheduler_active = 2, debug_locks = 1',
      ];
    case 'voluntary-switch-in-rcu':
      return [
        'Voluntary context switch within RCU read-side critical section!',
        `WARNING: CPU: ${report.cpu} PID: ${PID + report.cpu} at ${place(program, report)}`,
      ];
    case 'irqs-enabled-early':
      return [
        'raw_local_irq_restore() called with IRQs enabled',
        `WARNING: CPU: ${report.cpu} PID: ${PID + report.cpu} at ${place(program, report)}`,
      ];
    case 'null-deref':
      return [
        `BUG: kernel NULL pointer dereference, address: ${Number(report.detail || 0)
          .toString(16)
          .padStart(16, '0')}`,
      ];
    case 'kernel-bug':
      return [`kernel BUG at ${place(program, report)}!`];
    case 'bad-page':
      return [`BUG: Bad page state in process ${report.actor.slice(0, 15)}`];
    case 'deadlock':
      return [
        `watchdog: BUG: soft lockup - CPU#${report.cpu} stuck for 22s! [${report.actor.slice(0, 15)}:${PID + report.cpu}]`,
        `waiting for ${report.detail}, which nobody can release`,
      ];
    case 'livelock':
      return [
        `watchdog: BUG: soft lockup - CPU#${report.cpu} stuck for 22s! [${report.actor.slice(0, 15)}:${PID + report.cpu}]`,
        `spinning on ${report.detail}`,
      ];
    default:
      return [
        `WARNING: CPU: ${report.cpu} PID: ${PID + report.cpu} at ${place(program, report)} ${report.function}: ${kind}${report.detail === '' ? '' : ` (${report.detail})`}`,
      ];
  }
}

function contextNumber(report: DetailedReport): number {
  return report.hardirq && report.context === 'hardirq' ? 2 : report.hardirq || report.softirq ? 3 : 5;
}

function lastHeld(report: DetailedReport): string {
  return report.held[report.held.length - 1]?.name ?? '';
}

function heldLocks(report: DetailedReport): readonly string[] {
  if (report.held.length === 0) return [`no locks held by ${comm(report)}.`];
  return [
    `${report.held.length} lock${report.held.length === 1 ? '' : 's'} held by ${comm(report)}:`,
    ...report.held.map((held, index) => ` #${index}: (${held.name})${report.heldUsage[index] ?? ''}`),
  ];
}

function callTrace(program: Program, report: DetailedReport): readonly string[] {
  return [
    'Call Trace:',
    ...[...report.stack]
      .reverse()
      .map((frame) => ` ${frame.function} ${frame.file}:${lineOf(program, frame.file, frame.span.start)}`),
  ];
}

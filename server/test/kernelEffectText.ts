/** How the table fixtures spell what a call does: a short line per world, the same words in every fixture. */
import type { CallEffects, Effect, Operand } from '../src/kernel/effects';

/** `before`, then `ok: ...` and `fail: ...` of a conditional call, joined by "; ". */
export function effectsText(effects: CallEffects): string {
  const parts = effects.before.map(effectText);
  if (effects.outcome !== 'always') {
    parts.push(`${effects.outcome}: ${effects.onSuccess.map(effectText).join(', ')}`);
    if (effects.onFailure.length > 0) parts.push(`else: ${effects.onFailure.map(effectText).join(', ')}`);
  }
  return parts.length === 0 ? 'nothing' : parts.join('; ');
}

function place(effect: { readonly lock?: Operand; readonly member?: string; readonly name?: string }): string {
  if (effect.lock !== undefined) return `@${effect.lock}${effect.member === undefined ? '' : `.${effect.member}`}`;
  return effect.name ?? '?';
}

function effectText(effect: Effect): string {
  switch (effect.kind) {
    case 'count':
      return `${effect.counter} ${effect.delta > 0 ? '+1' : '-1'}`;
    case 'irq':
      return 'flags' in effect ? `irq ${effect.action} @${effect.flags}` : `irq ${effect.action}`;
    case 'flags':
      return `flags ${effect.action} @${effect.flags}`;
    case 'acquire':
      return `${effect.try ? 'try ' : ''}acquire ${effect.lockKind} ${place(effect)}${effect.mode === 'read' ? ' read' : ''}${effect.nested ? ' nested' : ''}`;
    case 'release':
      return `release ${effect.lockKind} ${place(effect)}${effect.mode === 'read' ? ' read' : ''}`;
    case 'might-sleep': {
      const when =
        effect.gfp !== undefined ? ` gfp @${effect.gfp}` : effect.when !== undefined ? ` when @${effect.when}` : '';
      return `might sleep${when}${effect.unless === undefined ? '' : ` unless ${effect.unless}`}`;
    }
    case 'schedule':
      return `schedule${effect.unless === undefined ? '' : ` unless @${effect.unless}`}${effect.timeout ? ' timeout' : ''}`;
    case 'transient':
      return `transient ${effect.lockKind} ${effect.name}${effect.unless === undefined ? '' : ` unless @${effect.unless}`}`;
    case 'allocate': {
      const gfp =
        effect.gfp !== undefined ? ` gfp @${effect.gfp}` : effect.fixedGfp !== undefined ? ` ${effect.fixedGfp}` : '';
      const order =
        effect.order !== undefined
          ? ` order @${effect.order}`
          : effect.fixedOrder !== undefined
            ? ` order ${effect.fixedOrder}`
            : '';
      return `allocate ${effect.allocator}${gfp}${order}`;
    }
    case 'free':
      return `free ${effect.allocator}`;
    case 'seq':
      return `seq ${effect.action} @${effect.seq}${effect.member === undefined ? '' : `.${effect.member}`} ${effect.lockKind}${effect.waits ? ' waits' : ''}${effect.clearsOdd ? ' clears odd' : ''}${effect.nested ? ' nested' : ''}`;
    case 'grace-period':
      return `grace period ${effect.flavour}`;
    case 'scope':
      return `scope ${effect.scope} ${effect.action} @${effect.flags}`;
    case 'printk':
      return effect.deferred ? 'printk deferred' : 'printk';
    case 'assert-held':
      return `assert ${effect.not ? 'not ' : ''}held @${effect.lock}${effect.member === undefined ? '' : `.${effect.member}`}${effect.lockKind === undefined ? '' : ` ${effect.lockKind}`}${effect.mode === undefined ? '' : ` ${effect.mode}`}`;
    case 'assert-context':
      return `assert ${effect.what}`;
    case 'forbid-interrupt':
      return `not in interrupt (${effect.report})`;
    case 'noreturn':
      return 'never returns';
  }
}

// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * User copies: they fault and so may sleep, unless page faults are disabled around them. The _inatomic and _nofault variants
 * are for that and have no row. get_user() and put_user() are in macros.ts.
 */
import type { SleepRow } from '../rows';

export const USER_COPIES = [
  { name: '__copy_from_user', family: 'sleep', how: 'check', unless: 'pagefault-disabled', returns: 'integer', source: 'include/linux/uaccess.h 6.12' },
  { name: '__copy_to_user', family: 'sleep', how: 'check', unless: 'pagefault-disabled', returns: 'integer', source: 'include/linux/uaccess.h 6.12' },
  { name: 'clear_user', family: 'sleep', how: 'check', unless: 'pagefault-disabled', returns: 'integer', source: 'include/linux/uaccess.h 6.12' },
  { name: 'copy_from_user', family: 'sleep', how: 'check', unless: 'pagefault-disabled', returns: 'integer', source: 'include/linux/uaccess.h 6.12' },
  { name: 'copy_struct_from_user', family: 'sleep', how: 'check', unless: 'pagefault-disabled', returns: 'integer', source: 'include/linux/uaccess.h 6.12' },
  { name: 'copy_to_user', family: 'sleep', how: 'check', unless: 'pagefault-disabled', returns: 'integer', source: 'include/linux/uaccess.h 6.12' },
  { name: 'strncpy_from_user', family: 'sleep', how: 'check', unless: 'pagefault-disabled', returns: 'integer', source: 'include/linux/uaccess.h 6.12' },
] as const satisfies readonly SleepRow[];

/** Where learnt facts are kept if nobody says otherwise. */
import * as os from 'node:os';
import * as path from 'node:path';

/** $XDG_CACHE_HOME/lockstep, else ~/.cache/lockstep; undefined where there is no home. */
export function defaultCacheDirectory(): string | undefined {
  const base = process.env.XDG_CACHE_HOME;
  if (base !== undefined && path.isAbsolute(base)) return path.join(base, 'lockstep');
  const home = os.homedir();
  return home === '' ? undefined : path.join(home, '.cache', 'lockstep');
}

/**
 * Who in the tree could drop a lock that he did not take, by its name and the structure it lies in: the lists of the survey and
 * of the headers' scans (dropScan.ts), without files that cannot know the structure.
 */
import type { Definitions } from './definitions';
import { dropKey } from './dropScan';
import type { HeaderDeclarations } from './headerDeclarations';
import type { Reads } from './reads';

/** A text of the checked file that defines structures of its own. */
export interface OwnText {
  definesStructure(tag: string): boolean;
  /** Locks that the text drops for others. */
  readonly drops: ReadonlySet<string>;
}

/** Headers that any file may include. */
const FOR_ALL = /^(?:include|arch\/\w+\/include)\//;

export class LockDrops {
  private known = new Map<string, boolean>();
  private basis: Definitions | undefined;

  constructor(
    private readonly definitions: () => Definitions,
    private readonly readText: (treePath: string) => string | undefined,
    private readonly reads: Reads,
  ) {}

  /** `tag`: of the structure the lock is a member of, without the word. */
  mayBeDropped(lock: string, tag: string | undefined, seen: HeaderDeclarations, own?: OwnText): boolean {
    if (tag !== undefined && own?.definesStructure(tag) === true) return own.drops.has(lock);
    const home = tag === undefined ? undefined : seen.recordFile(tag);
    if (tag === undefined || home === undefined || FOR_ALL.test(home))
      return seen.droppingLock(lock).length > 0 || this.droppersOf(lock).length > 0;
    const area = areaOf(home);
    if (seen.droppingLock(lock).some((header) => header.startsWith(area))) return true;
    return this.droppersOf(lock).some((file) => file.startsWith(area) && this.mayKnow(file, tag, home));
  }

  /** Files are not what they were. */
  forget(): void {
    this.known = new Map();
  }

  private droppersOf(lock: string): readonly string[] {
    this.reads.name(dropKey(lock));
    return this.definitions().filesOf(dropKey(lock));
  }

  /** Does the file name the structure, or include the header that defines it? */
  private mayKnow(file: string, tag: string, home: string): boolean {
    const definitions = this.definitions();
    if (this.basis !== definitions) {
      this.basis = definitions;
      this.known = new Map();
    }
    this.reads.file(file);
    const key = `${file} ${tag}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const text = this.readText(file) ?? '';
    const answer =
      new RegExp(`\\bstruct\\s+${tag}\\b`).test(text) || text.includes(home.slice(home.lastIndexOf('/') + 1));
    this.known.set(key, answer);
    return answer;
  }
}

/** The directories whose files share the header: its own, and where it lies deep what lies beside that too. */
function areaOf(header: string): string {
  const parts = header.split('/').slice(0, -1);
  return `${(parts.length > 2 ? parts.slice(0, -1) : parts).join('/')}/`;
}

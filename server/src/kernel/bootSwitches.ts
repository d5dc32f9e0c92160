// biome-ignore-all format: an option is one row
/** Options that can be compiled in and off at boot: what asks for the state of the running kernel. */
export interface BootSwitchRow {
  /** Without CONFIG_. */
  readonly option: string;
  readonly ask: string;
  readonly source: string;
}

export const BOOT_SWITCHES: readonly BootSwitchRow[] = [
  { option: 'DEBUG_PAGEALLOC', ask: 'debug_pagealloc_enabled_static()', source: 'include/linux/mm.h 6.12' },
  { option: 'KASAN_HW_TAGS', ask: 'kasan_hw_tags_enabled()', source: 'include/linux/kasan-enabled.h 6.12' },
  { option: 'PAGE_POISONING', ask: 'page_poisoning_enabled_static()', source: 'include/linux/mm.h 6.12' },
];

export function bootSwitch(option: string): BootSwitchRow | undefined {
  return BOOT_SWITCHES.find((row) => row.option === option);
}

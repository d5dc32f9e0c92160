/**
 * Loads the C grammar: the native build where it loads, else its WebAssembly build. The only file that knows the difference.
 * Runs as ES module source (tests) and inside the CommonJS bundles, where the .wasm files lie beside the bundle.
 * Both builds are of one grammar version, so trees are equal.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Language, Parser as WasmParser, type Tree as WasmTree } from 'web-tree-sitter';
import type { CParser, RawTree } from './api';

export type ParserBinding = 'native' | 'wasm';

/** The environment variable that forces one build: `native` or `wasm`. */
export const bindingVariable = 'LOCKSTEP_PARSER';

const loaded = new Map<ParserBinding, Promise<CParser>>();

/**
 * The parser, loaded once per binding. Without an argument the environment decides, else native with a fall back to wasm.
 * Rejects only when the asked-for (or every) build fails to load.
 */
export async function loadParser(binding?: ParserBinding): Promise<CParser> {
  const wanted = binding ?? bindingFromEnvironment();
  if (wanted) return loadOnce(wanted);
  return loadOnce('native').catch(() => loadOnce('wasm'));
}

function bindingFromEnvironment(): ParserBinding | undefined {
  const value = process.env[bindingVariable];
  return value === 'native' || value === 'wasm' ? value : undefined;
}

function loadOnce(binding: ParserBinding): Promise<CParser> {
  const known = loaded.get(binding);
  if (known) return known;
  const fresh = binding === 'native' ? loadNative() : loadWasm();
  loaded.set(binding, fresh);
  return fresh;
}

interface NativeParser {
  setLanguage(language: unknown): void;
  parse(text: string, previous?: RawTree): RawTree;
}

async function loadNative(): Promise<CParser> {
  // Dynamic imports with literal names: esbuild bundles them, and a missing or unloadable prebuild rejects instead of throwing at start.
  const parserModule = (await import('tree-sitter')) as unknown as { default: new () => NativeParser };
  const grammar = (await import('tree-sitter-c')) as unknown as { default: unknown };
  const parser = new parserModule.default();
  parser.setLanguage(grammar.default);
  return { binding: 'native', parse: (text, previous) => parser.parse(text, previous) };
}

async function loadWasm(): Promise<CParser> {
  await WasmParser.init({ locateFile: () => wasmFile('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm') });
  const language = await Language.load(wasmFile('tree-sitter-c.wasm', 'tree-sitter-c/tree-sitter-c.wasm'));
  const parser = new WasmParser();
  parser.setLanguage(language);
  return {
    binding: 'wasm',
    parse(text, previous) {
      const tree = parser.parse(text, previous as unknown as WasmTree | undefined);
      if (!tree) throw new Error('the parser gave no tree');
      return tree as unknown as RawTree;
    },
  };
}

function wasmFile(file: string, module: string): string {
  // `__dirname` exists in the bundle and in vitest's module runner; import.meta only in plain ES modules.
  const here = typeof __dirname === 'string' ? __dirname : process.cwd();
  const beside = path.join(here, file);
  return existsSync(beside) ? beside : createRequire(path.join(here, 'index.js')).resolve(module);
}

// The real VS Code workbench for tests: installs the vsix into a VS Code server, opens a file in headless Chromium, and
// offers the gestures of a reader: hover, act on a finding, look into the panel. Nothing outside 127.0.0.1 is reachable.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { chromium } from 'playwright-core';

/** A loaded machine takes long for the first squiggle; every wait has this much. */
export const PATIENCE = 90_000;

const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'editor.fontSize': 13,
  'editor.detectIndentation': false,
  'editor.insertSpaces': false,
  'editor.tabSize': 8,
  'editor.autoIndent': 'none',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.stickyScroll.enabled': false,
  'git.enabled': false,
  'chat.commandCenter.enabled': false,
  'window.menuBarVisibility': 'compact',
  'workbench.layoutControl.enabled': false,
  'files.hotExit': 'off',
  'files.autoSave': 'off',
};

/** A run of checks, each counted: `N passed, N failed` is the last line. */
export class Checks {
  passed = 0;
  failed = 0;
  started = Date.now();

  async check(name, work) {
    const seconds = () => ((Date.now() - this.started) / 1000).toFixed(1).padStart(6);
    try {
      const note = await work();
      this.passed++;
      console.log(`${seconds()} s  ok      ${name}${note ? `: ${note}` : ''}`);
      return true;
    } catch (error) {
      this.failed++;
      console.log(`${seconds()} s  FAILED  ${name}\n${error instanceof Error ? error.stack : String(error)}`);
      return false;
    }
  }

  finish() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class Workbench {
  constructor({ server, vsix, out, folder, settings = {}, viewport = { width: 1440, height: 900 } }) {
    this.server = path.resolve(server);
    this.vsix = path.resolve(vsix);
    this.out = path.resolve(out);
    this.folder = path.resolve(folder);
    this.settings = settings;
    this.viewport = viewport;
    this.children = [];
    this.work = mkdtempSync(path.join(tmpdir(), 'lockstep-e2e-'));
  }

  async start() {
    const data = path.join(this.work, 'data');
    const extensions = path.join(this.work, 'extensions');
    for (const directory of [this.out, path.join(data, 'data/User'), path.join(data, 'data/Machine'), extensions]) {
      mkdirSync(directory, { recursive: true });
    }
    const settings = JSON.stringify({ ...SETTINGS, ...this.settings });
    writeFileSync(path.join(data, 'data/User/settings.json'), settings);
    writeFileSync(path.join(data, 'data/Machine/settings.json'), settings);
    const common = [
      '--accept-server-license-terms',
      '--server-data-dir',
      data,
      '--extensions-dir',
      extensions,
      '--telemetry-level',
      'off',
    ];

    const install = this.spawn([this.server, ...common, '--install-extension', this.vsix]);
    await install.done;
    assert.match(install.log, /was successfully installed/, install.log);

    this.port = await freePort();
    const host = this.spawn([
      this.server,
      ...common,
      '--host',
      '127.0.0.1',
      '--port',
      String(this.port),
      '--without-connection-token',
    ]);
    for (let i = 0; !host.log.includes('Extension host agent listening'); i++) {
      assert.ok(i < 600 && host.exitCode === null, host.log);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.browser = await chromium.launchPersistentContext(path.join(this.work, 'profile'), {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      viewport: this.viewport,
      locale: 'en-US',
      chromiumSandbox: false,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    await this.browser.route(
      (url) => url.hostname !== '127.0.0.1' && !['data:', 'blob:'].includes(url.protocol),
      (route) => route.abort(),
    );
    this.page = this.browser.pages()[0] ?? (await this.browser.newPage());
    this.page.setDefaultTimeout(PATIENCE);
    if (process.env.E2E_DEBUG)
      this.page.on('console', (message) => console.log('  [console]', message.text().slice(0, 300)));
  }

  /** Opens `file` at 1-based `line`. */
  async open(file, line = 1) {
    const uri = `vscode-remote://127.0.0.1:${this.port}${path.resolve(this.folder, file)}`;
    const payload = JSON.stringify([
      ['gotoLineMode', 'true'],
      ['openFile', `${uri}:${line}:1`],
    ]);
    await this.page.goto(
      `http://127.0.0.1:${this.port}/?folder=${encodeURIComponent(this.folder)}&payload=${encodeURIComponent(payload)}`,
    );
    await this.page.waitForSelector('.monaco-workbench');
    await this.page.waitForSelector('.editor-instance .view-line');
  }

  screenshot(name) {
    return this.page.screenshot({ path: path.join(this.out, `${name}.png`) });
  }

  /** An error toast fails at once, with its text, instead of running into the time-out. */
  async squiggle(kind = 'warning') {
    const toast = this.page.locator('.notification-toast', { has: this.page.locator('.codicon-error') });
    await this.page.locator(`.squiggly-${kind}`).or(toast).first().waitFor({ state: 'attached' });
    assert.equal(await toast.count(), 0, `error toast: ${(await toast.allInnerTexts()).join(' | ')}`);
  }

  /** The pixel box of `text` in the line that holds `context`. */
  async boxOf(context, text) {
    const line = this.page.locator('.editor-instance .view-line', { hasText: context }).first();
    await line.waitFor();
    return line.evaluate((element, wanted) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const pieces = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) pieces.push(node);
      const whole = pieces.map((node) => node.data).join('');
      let at = whole.replaceAll('\u00a0', ' ').indexOf(wanted);
      if (at < 0) return null;
      at += Math.floor(wanted.length / 2);
      for (const node of pieces) {
        if (at < node.data.length) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
        at -= node.data.length;
      }
      return null;
    }, text);
  }

  /** Asks again now and then: a hover asked for before the server runs never comes. */
  async hover(context, text, expected) {
    const hover = this.page.locator('.monaco-hover:visible', { hasText: expected }).first();
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const box = await this.boxOf(context, text);
      assert.ok(box, `no "${text}" in the editor`);
      await this.page.mouse.move(24, 520);
      await this.page.mouse.move(box.x, box.y, { steps: 4 });
      const shown = await hover.waitFor({ timeout: 8000 }).then(
        () => true,
        () => false,
      );
      if (shown) return (await hover.innerText()).replace(/\s+/g, ' ');
      assert.ok(Date.now() < deadline, `no hover with "${expected}" on "${text}"`);
    }
  }

  async clickAt(context, text) {
    const box = await this.boxOf(context, text);
    assert.ok(box, `no "${text}" in the editor`);
    await this.page.mouse.click(box.x, box.y);
    await this.page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
  }

  /** Opens the action menu at `text`; returns the titles. */
  async actions(context, text) {
    await this.clickAt(context, text);
    await this.page.keyboard.press('Control+.');
    await this.menu().waitFor();
    return this.menu().locator('.monaco-list-row.action').allInnerTexts();
  }

  /** A transparent block lies over a fresh menu and eats clicks, so the keyboard chooses. */
  async pick(title) {
    const focused = this.menu().locator('.monaco-list-row.action.focused');
    await focused.waitFor();
    for (let i = 0; i < 30 && !(await focused.innerText()).includes(title); i++)
      await this.page.keyboard.press('ArrowDown');
    assert.ok((await focused.innerText()).includes(title), `no action "${title}"`);
    await this.page.keyboard.press('Enter');
    await this.menu().waitFor({ state: 'hidden' });
  }

  /** Newer versions keep a second, empty menu. */
  menu() {
    return this.page.locator('.action-widget:not(.action-list-submenu-panel)');
  }

  /** The frame whose document holds `selector`: a webview's content lies two frames deep. */
  async frameWith(selector) {
    const deadline = Date.now() + PATIENCE;
    while (Date.now() < deadline) {
      for (const frame of this.page.frames()) if (await frame.$(selector).catch(() => null)) return frame;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`no webview with ${selector}`);
  }

  /** Waits until the editor's cursor is in a line. The status bar would say so, too, but not while a webview has the focus. */
  async activeLine(line) {
    await this.page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.active-line-number')].some((each) => each.textContent.trim() === wanted),
      String(line),
    );
  }

  /** Takes the mouse off everything that reacts to it, and lets animations end. */
  async rest() {
    await this.page.mouse.move(24, 520);
    await this.page.waitForTimeout(700);
  }

  async stop() {
    await this.browser?.close().catch(() => {});
    for (const child of this.children) signal(child, 'SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const child of this.children) signal(child, 'SIGKILL');
    rmSync(this.work, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** Each child leads its own process group: its extension host and our server end with it. */
  spawn(args) {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: {
        ...process.env,
        EXTENSIONS_GALLERY: '{"serviceUrl":""}',
        XDG_CACHE_HOME: process.env.E2E_CACHE ?? path.join(this.work, 'cache'),
      },
    });
    child.log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        child.log += chunk;
      });
    }
    child.done = new Promise((resolve) => child.on('exit', resolve));
    this.children.push(child);
    return child;
  }
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // already gone
  }
}

export function argument(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
}

import AxeBuilder from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { startDemo } from '../../../tools/launch/demo.mjs';
import { inCache } from '../../../tools/launch/repository.mjs';

/** A loopback port that is free now. */
export async function freePort() {
  const server = net.createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Ports for a demo beside others. */
export async function freePorts() {
  const names = ['app', 'backend', 'control', 'north', 'south'];
  return Object.fromEntries(await Promise.all(names.map(async name => [name, await freePort()])));
}

/** Console lines that are the browser's own and say nothing about the product. */
const NOT_OURS = [/Download the React DevTools/, /favicon/];

/**
 * A running demo of its own (own ports, own state) and a browser to look at it.
 *
 * @param {{ speed?: number, configs?: string[], own?: { kubeconfig: string, contexts?: string[] } }} options `own`: clusters in
 *   place of the simulated ones
 */
export async function openSession({ speed = 10, configs, own } = {}) {
  const state = mkdtempSync(path.join(os.tmpdir(), 'penstock-e2e-'));
  const demo = await startDemo({ env: process.env, ports: await freePorts(), state, speed, configs, own });
  const browser = await chromium.launch({
    executablePath: process.env.PENSTOCK_CHROMIUM,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
  return {
    demo,
    browser,
    close: async () => {
      await browser.close();
      await demo.stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/**
 * A page as one user in one theme. `done()` closes it and fails for anything
 * that the page wrote to the console as an error.
 */
export async function openPage({ browser, demo }, { user = 'owner', theme = 'light', width = 1440, height = 900, allow = [] } = {}) {
  const context = await browser.newContext({ baseURL: demo.url, viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' });
  await context.addInitScript(
    ([name, mode]) => {
      window.localStorage.setItem('penstock.demoUser', name);
      window.localStorage.setItem('theme', mode);
    },
    [user, theme],
  );
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults = [];
  page.on('console', message => {
    const text = message.text();
    if (message.type() === 'error' && ![...NOT_OURS, ...allow].some(known => known.test(text))) faults.push(text);
  });
  page.on('pageerror', error => faults.push(String(error)));
  return {
    page,
    done: async () => {
      await context.close();
      assert.deepEqual(faults, [], 'console errors');
    },
  };
}

/** Fails for every violation that axe finds, of whatever impact, below `scope`. */
export async function checkAccessibility(page, scope = 'main') {
  // a colour on its way to another is neither of them
  await page.evaluate(() => Promise.allSettled(
    document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime)).map(({ finished }) => finished),
  ));
  const { violations } = await new AxeBuilder({ page }).include(scope).analyze();
  const lines = violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, failureSummary }) => `${id} (${impact}) ${target.join(' ')}: ${failureSummary}`));
  assert.deepEqual(lines, [], `axe:\n${lines.join('\n')}`);
}

/** Saves what the page looks like, for people. */
export async function picture(page, name) {
  const folder = inCache('screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

/** Calls the API as automation does. */
export async function api(demo, route, init = {}) {
  const response = await fetch(`${demo.backendUrl}/api/data-pipelines${route}`, {
    ...init,
    headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(15_000),
  });
  return { status: response.status, body: await response.json() };
}

/**
 * Waits until `probe` returns something, asking again and again.
 *
 * @throws when the time is over, with what was seen last
 */
export async function until(what, probe, { timeoutMs = 90_000, everyMs = 500 } = {}) {
  const end = Date.now() + timeoutMs;
  let last;
  for (;;) {
    try {
      const found = await probe();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${timeoutMs / 1000} s; last: ${last?.message ?? JSON.stringify(last)}`);
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
}

// A browser that notes whatever a report must not do: errors, requests, dialogs.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const failures = [];
export let checks = 0;

export function check(holds, what) {
  checks += 1;
  if (!holds) {
    failures.push(what);
    console.error(`  failed: ${what}`);
  }
}

export async function launch() {
  return chromium.launch({ executablePath: process.env.BROWSER, args: ['--no-sandbox', '--force-color-profile=srgb'] });
}

/** A page with a report in it, which asks nobody for anything. */
export async function open(browser, file, options = {}) {
  return watch(browser, `file://${file}`, (url) => url.split('#')[0] === `file://${file}`, options);
}

/** A page at an address; a request that is not allowed is noise. */
export async function watch(browser, address, allowed, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const noise = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') noise.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    noise.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith('data:') && !url.startsWith('blob:') && !allowed(url)) noise.push(`request: ${url}`);
  });
  await page.addInitScript(axeSource);
  await page.goto(address);
  return { page, noise, context };
}

/** Goes to a fragment and waits until it is drawn. */
export async function go(page, hash) {
  await page.evaluate((to) => new Promise((done) => {
    if (location.hash === to) done();
    else {
      window.addEventListener('hashchange', () => requestAnimationFrame(() => requestAnimationFrame(done)), { once: true });
      location.hash = to;
    }
  }), hash);
}

/** Rules of WCAG 2.2 AA and best practices that a page breaks. */
export async function axe(page, where) {
  const found = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] });
    return result.violations.map((one) => `${one.id}: ${one.help} (${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary.split('\n')[1] || ''}`).join(' | ')})`);
  });
  check(found.length === 0, `axe, ${where}: ${found.join('; ')}`);
}

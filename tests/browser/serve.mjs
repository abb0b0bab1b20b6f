// The server in a browser: search, filter, look at what was found, give a verdict and take it back.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { axe, check, go, open, watch } from './harness.mjs';

const { NEWSPRINT, WORK, SHOTS } = process.env;

/** The program on a free port. */
export function serve(run, ...flags) {
  const child = spawn(NEWSPRINT, ['serve', run, '--port', '0', '-q', ...flags], { cwd: WORK, stdio: ['ignore', 'pipe', 'inherit'] });
  // Whatever ends the checks ends the server.
  process.on('exit', () => child.kill());
  return new Promise((done, failed) => {
    child.once('exit', (code) => failed(new Error(`serve ended with ${code}`)));
    child.stdout.once('data', (line) => done({ url: String(line).trim(), stop: () => new Promise((gone) => { child.removeAllListeners('exit'); child.once('exit', gone); child.kill('SIGINT'); }) }));
  });
}

/** A page at an address of the server, which asks nobody else. */
async function visit(browser, url, path, options) {
  return watch(browser, url + path, (asked) => asked.startsWith(url), options);
}

const settled = (page) => page.waitForFunction(() => document.querySelector('#results') && !document.querySelector('#results').textContent.includes('Searching'));

export async function everySearch(browser, { articles, matches, near, repeated }) {
  const { url, stop } = await serve('run', '--verdicts');
  rmSync(`${WORK}/run.verdicts.jsonl`, { force: true });
  for (const colorScheme of ['light', 'dark']) {
    const { page, noise, context } = await visit(browser, url, '', { colorScheme });
    for (const hash of ['#overview', '#search', '#outlets', '#clusters', '#pairs', '#quotations', '#articles', '#credits', '#health', '#verdicts']) {
      await go(page, hash);
      const heading = await page.textContent('main h1');
      check(heading.trim() && !heading.includes('could not') && !heading.includes('Not in'), `serve ${hash}: heading is “${heading}”`);
      await axe(page, `serve ${hash}, ${colorScheme}`);
    }
    check(noise.length === 0, `serve, ${colorScheme}: ${noise.join('; ')}`);
    await context.close();
  }

  const { page, noise, context } = await visit(browser, url, '');
  const [words] = repeated.reduce((best, row) => (row.articles > best.articles ? row : best)).base_text.match(/\p{L}{5,}/gu);
  await page.click('#nav a[data-view="search"]');
  await page.fill('#search-q', words);
  await page.keyboard.press('Enter');
  await settled(page);
  const all = await page.$$eval('.results li', (lines) => lines.length);
  check(all > 0 && (await page.$$('.results mark.hit')).length > 0, `a search for ${words} finds and marks`);
  await axe(page, 'search results');
  const outlet = await page.$eval('#search-outlet option:nth-child(2)', (option) => option.value);
  await page.selectOption('#search-outlet', outlet);
  await settled(page);
  const names = await page.$$eval('.results .source bdi:first-child', (nodes) => nodes.map((node) => node.textContent));
  check(names.length > 0 && names.every((name) => name === outlet), `the filter leaves ${outlet}: ${names}`);
  check((await page.evaluate(() => document.activeElement.id)) === 'search-outlet', 'the filter keeps the focus');
  await page.click('.results li:first-child .found a');
  await page.waitForFunction(() => location.pathname.startsWith('/article/') && document.querySelector('table.sentences'));
  await page.goBack();
  await settled(page);
  await page.selectOption('#search-in', 'quotations');
  await settled(page);
  await page.click('.results li:first-child .found a');
  await page.waitForFunction(() => location.pathname.startsWith('/utterance/') && document.querySelector('.collation'));
  await page.evaluate(() => { location.href = '/#search?q=zzzznothing'; });
  await page.waitForFunction(() => document.querySelector('#results .empty'));

  // Each case has a page of its own, and each link leads to one.
  for (const [view, id] of [['cluster', near[0].cluster_id], ['pair', matches[0].match_id], ['article', articles[0].article_id], ['utterance', repeated[0].utterance_id]]) {
    await page.goto(`${url}#${view}/${encodeURIComponent(id)}`);
    await page.waitForFunction((path) => location.pathname === path && document.querySelector('main h1'), `/${view}/${encodeURIComponent(id)}`);
    const heading = await page.textContent('main h1');
    check(!heading.includes('Not in') && !heading.includes('could not'), `/${view}: ${heading}`);
    await axe(page, `serve /${view}`);
  }

  // A verdict, with the keyboard alone.
  await page.goto(`${url}pair/${matches[0].match_id}`);
  await page.waitForSelector('#verdict-match');
  await page.focus('#verdict-match');
  await page.keyboard.type('Lic');
  await page.keyboard.press('Tab');
  await page.keyboard.type('agreement of <May>');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.verdict .told');
  check((await page.textContent('.verdict .told')).includes('Licensed · agreement of <May>'), 'the verdict is shown');
  check((await page.evaluate(() => document.activeElement.id)) === 'verdict-match', 'the focus stays at the verdict');
  check(readFileSync(`${WORK}/run.verdicts.jsonl`, 'utf8').includes(`"id":"${matches[0].match_id}","verdict":"licensed"`), 'the verdict is kept beside the run');
  await axe(page, 'a verdict');
  await page.goto(`${url}#verdicts`);
  await page.waitForFunction(() => document.querySelector('main table'));
  check((await page.textContent('main table')).includes('agreement of <May>'), 'the list has the verdict');
  await axe(page, 'verdicts');
  await aReportWithVerdicts(browser, matches[0].match_id);
  if (SHOTS) await pictures(browser, url, words, matches[0].match_id);
  await page.goto(`${url}pair/${matches[0].match_id}`);
  await page.waitForSelector('.verdict .told');
  await page.selectOption('#verdict-match', '');
  await page.click('.rule button');
  await page.waitForFunction(() => !document.querySelector('.verdict .told'));
  check(readFileSync(`${WORK}/run.verdicts.jsonl`, 'utf8') === '', 'the verdict is taken back');
  check(noise.length === 0, `serve: ${noise.join('; ')}`);
  await context.close();

  const narrow = await visit(browser, url, '', { viewport: { width: 320, height: 640 } });
  for (const hash of [`#search?q=${encodeURIComponent(words)}`, '#verdicts']) {
    await go(narrow.page, hash);
    if (hash.startsWith('#search')) await settled(narrow.page);
    const width = await narrow.page.evaluate(() => document.documentElement.scrollWidth);
    check(width <= 320, `serve ${hash} is ${width} px wide on a screen of 320`);
  }
  check(narrow.noise.length === 0, `serve, narrow: ${narrow.noise.join('; ')}`);
  await narrow.context.close();
  check((await stop()) === 0, 'an interrupt ends the server well');
}

/** A report shows verdicts, and nobody can change them in it. */
async function aReportWithVerdicts(browser, match) {
  const file = `${WORK}/verdicts.html`;
  execFileSync(NEWSPRINT, ['report', 'run', '-o', file, '-q', '--overwrite'], { cwd: WORK });
  const { page, noise, context } = await open(browser, file);
  await go(page, `#pair/${match}`);
  check((await page.textContent('.verdict')).includes('Verdict: Licensed · agreement of <May>'), 'a report shows the verdict');
  check((await page.$$('.rule')).length === 0, 'and has no control for it');
  await go(page, '#verdicts');
  check((await page.textContent('main table')).includes('agreement of <May>'), 'a report lists the verdicts');
  await axe(page, 'verdicts of a report');
  check(noise.length === 0, `a report with verdicts: ${noise.join('; ')}`);
  await context.close();
}

/** A run in which every text talks to the browser. */
export async function hostileServed(browser, { hashes, payloads }) {
  const { url, stop } = await serve('hostile', '--verdicts');
  const { page, noise, context } = await visit(browser, url, '');
  const state = () => page.evaluate(() => ({
    ran: globalThis.hacked === undefined ? 0 : 1,
    strange: [...document.querySelectorAll('main *, header *')].filter((node) => ['SCRIPT', 'IFRAME', 'IMG', 'OBJECT', 'EMBED', 'STYLE', 'LINK', 'BASE', 'META'].includes(node.tagName) || [...node.attributes].some((one) => one.name.startsWith('on'))).length,
    links: [...document.querySelectorAll('main a[href]')].map((node) => node.getAttribute('href')).filter((href) => !/^(#|\/[a-z#]|https?:\/\/)/.test(href)),
    failed: document.querySelector('h1').textContent.includes('could not'),
  }));
  for (const hash of hashes.slice(0, 24)) {
    await page.goto(`about:blank`);
    await page.goto(`${url}${hash}`, { waitUntil: 'networkidle' });
    const seen = await state();
    check(seen.ran === 0 && seen.strange === 0 && seen.links.length === 0 && !seen.failed, `hostile, served ${hash}: ${JSON.stringify(seen)}`);
  }
  for (const kind of ['articles', 'quotations']) {
    for (const payload of payloads) {
      await page.goto(`${url}#search?${new URLSearchParams({ q: payload, in: kind })}`, { waitUntil: 'networkidle' });
      const seen = await state();
      check(seen.ran === 0 && seen.strange === 0 && seen.links.length === 0 && !seen.failed, `hostile search for ${payload}: ${JSON.stringify(seen)}`);
    }
  }
  const grave = noise.filter((line) => !/status of 40[04]/.test(line));
  check(grave.length === 0, `hostile, served: ${grave.join('; ')}`);
  await context.close();
  await stop();
}

async function pictures(browser, url, words, match) {
  mkdirSync(SHOTS, { recursive: true });
  const looks = { light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, narrow: { viewport: { width: 320, height: 640 } } };
  for (const [look, options] of Object.entries(looks)) {
    const { page, context } = await visit(browser, url, '', options);
    for (const [name, place] of [['search', `#search?q=${encodeURIComponent(words)}`], ['said', `#search?in=quotations&q=${encodeURIComponent(words)}`], ['verdict', `pair/${match}`], ['verdicts', '#verdicts'], ['start', '#overview']]) {
      await page.goto(url + place, { waitUntil: 'networkidle' });
      await page.screenshot({ path: `${SHOTS}/serve-${name}-${look}.png`, fullPage: name !== 'verdict' });
    }
    await context.close();
  }
}

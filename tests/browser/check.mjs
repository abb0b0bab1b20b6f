// Opens the report of the demo corpus and does what a reader does. Every expectation comes from the tables of the run.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { axe, check, checks, failures, go, launch, open } from './harness.mjs';
import { PAYLOADS, hostileRun, longRun } from './runs.mjs';
import { everySearch, hostileServed } from './serve.mjs';

const { NEWSPRINT, WORK, PICTURE, SHOTS } = process.env;
const report = (run, name, ...flags) => {
  const file = `${WORK}/${name}.html`;
  execFileSync(NEWSPRINT, ['report', run, '-o', file, '-q', ...flags], { cwd: WORK });
  return file;
};
const rows = (name, run = 'run') => readFileSync(`${WORK}/${run}/${name}.jsonl`, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const [articles, texts, matches, passages, clusters, utterances] = ['articles', 'texts', 'matches', 'passages', 'clusters', 'utterances'].map((name) => rows(name));
const textOf = new Map(texts.map((row) => [row.article_id, Array.from(row.text)]));
const near = clusters.filter((row) => row.level === 'near');
const repeated = utterances.filter((row) => row.quotes > 1);

const browser = await launch();
const file = report('run', 'seeds');
const encoded = encodeURIComponent;

/** Every kind of view, with what its heading must hold. */
const views = [
  ['#overview', 'Who echoes whom'], ['#outlets', 'Who echoes whom'], ['#clusters', 'Clusters'], ['#pairs', 'Pairs'], ['#quotations', 'Quotations'],
  ['#articles', 'Articles'], ['#credits', 'Credits'], ['#health', 'Data health'],
  ...near.map((row) => [`#cluster/${row.cluster_id}`, '']),
  ...matches.slice(0, 4).map((row) => [`#pair/${row.match_id}`, '']),
  ...articles.slice(0, 2).map((row) => [`#article/${encoded(row.article_id)}`, '']),
  ...repeated.slice(0, 3).map((row) => [`#utterance/${row.utterance_id}`, '“']),
];

async function everyView(colorScheme) {
  const { page, noise, context } = await open(browser, file, { colorScheme });
  for (const [hash, title] of views) {
    await go(page, hash);
    const heading = await page.textContent('main h1');
    check(heading.trim() && heading.includes(title) && !heading.includes('could not') && !heading.includes('Not in this file'), `${hash}: heading is “${heading}”`);
    await axe(page, `${hash}, ${colorScheme}`);
  }
  check(noise.length === 0, `${colorScheme}: ${noise.join('; ')}`);
  await context.close();
}

/** Highlighted spans and recomputed shares of every pair of a run, beside the tables. */
async function everySpan(name, made, least) {
  const [own, ours, held] = ['matches', 'passages', 'texts'].map((table) => rows(table, name));
  const textsOfRun = new Map(held.map((row) => [row.article_id, Array.from(row.text)]));
  const { page, noise, context } = await open(browser, made);
  let spans = 0;
  for (const match of own) {
    // A passage whose pieces stand in another order in each article is shown piece by piece.
    const pieces = ours.filter((row) => row.match_id === match.match_id).flatMap((row) => (row.blocks || [row]).map((piece) => ({ ...piece, id: row.passage_id, a: row.a, b: row.b })));
    const expected = new Map(pieces.flatMap((piece) => ['a', 'b'].map((side) => [`${piece.id} ${side} ${piece[`${side}_start`]}`, [piece[side], piece[`${side}_start`], piece[`${side}_end`]]])));
    await go(page, `#pair/${match.match_id}?with=boilerplate`);
    const marks = await page.$$eval('main mark[data-passage]', (nodes) => nodes.map((node) => {
      const copy = node.cloneNode(true);
      for (const hidden of copy.querySelectorAll('.unseen')) hidden.remove();
      return { ...node.dataset, text: copy.textContent };
    }));
    for (const mark of marks) {
      const key = `${mark.passage} ${mark.side} ${mark.start}`;
      const [article, start, end] = expected.get(key) || [];
      check(article === mark.article && start === Number(mark.start) && end === Number(mark.end), `${match.match_id}: ${key} is at ${mark.start}-${mark.end}, in the table at ${start}-${end}`);
      const words = textsOfRun.get(article).slice(start, end).join('').replaceAll('\t', ' ');
      check(words === mark.text, `${key}: the page shows “${mark.text.slice(0, 60)}”, the text holds “${words.slice(0, 60)}”`);
      expected.delete(key);
      spans += 1;
    }
    check(expected.size === 0, `${match.match_id}: not shown: ${[...expected.keys()].join(', ')}`);
    await go(page, `#pair/${match.match_id}`);
    for (const { article, share, counted } of await page.$$eval('main [data-share]', (nodes) => nodes.map((node) => ({ ...node.dataset })))) {
      const told = article === match.a ? match.containment_a : match.containment_b;
      check(Math.abs(share - told) < 0.0001, `${match.match_id}: the page says ${share} of ${article}, the table ${told}`);
      // What is counted anew in the page comes near to what the alignment of letters counted.
      check(Math.abs(counted - told) < 0.02, `${match.match_id}: counted anew ${counted} of ${article}, the table says ${told}`);
    }
  }
  check(spans >= least, `${name}: only ${spans} spans were looked at`);
  check(noise.length === 0, noise.join('; '));
  await context.close();
  return spans;
}

/** Clicks, keys, filters, and the way back. */
async function aWalk() {
  const { page, noise, context } = await open(browser, file);
  const at = () => page.evaluate(() => location.hash);
  await page.click('.first li:first-child a');
  const first = await at();
  check(/^#(pair|cluster|article)\//.test(first), `the first thing to look at leads to ${first}`);
  await page.goBack();
  check(['', '#overview'].includes(await at()) && (await page.textContent('h1')).includes('Who echoes whom'), 'back leads to the overview');
  await page.goForward();
  check((await at()) === first, 'forward leads there again');

  await page.click('#nav a[data-view="clusters"]');
  await page.selectOption('#facet-size', 'two');
  await page.waitForFunction(() => location.hash.includes('size=two'));
  const two = near.filter((row) => row.size === 2).length;
  check((await page.$$('main .table tbody tr')).length === two, 'the filter of sizes leaves the clusters of two');
  check((await page.evaluate(() => document.activeElement.id)) === 'facet-size', 'the filter keeps the focus');
  await page.goBack();
  check((await page.$$('main .table tbody tr')).length === near.length, 'back takes the filter off');

  await go(page, '#outlets');
  await page.click('main section:last-of-type th:nth-child(2) button');
  const column = await page.$$eval('main section:last-of-type tbody td:nth-child(2)', (cells) => cells.map((cell) => Number(cell.textContent)));
  check(column.every((n, i) => i === 0 || column[i - 1] <= n), `sorted by articles, rising: ${column}`);
  check((await at()).includes('sort=articles'), 'the order is in the address');

  const rich = passages.reduce((best, row) => { best[row.match_id] = (best[row.match_id] || 0) + 1; return best; }, {});
  const [most] = Object.entries(rich).sort((x, y) => y[1] - x[1])[0];
  await go(page, `#pair/${most}`);
  await page.keyboard.press('n');
  await page.waitForFunction(() => location.hash.includes('p=1'));
  await page.keyboard.press('n');
  await page.waitForFunction(() => location.hash.includes('p=2'));
  check((await page.evaluate(() => document.activeElement.id)) === 'passage-2', 'the key n goes to the next passage');
  await page.keyboard.press('p');
  await page.waitForFunction(() => location.hash.includes('p=1'));
  const before = await page.$eval('[data-share]', (node) => Number(node.dataset.share));
  for (const kind of ['verbatim', 'edited', 'quote']) {
    const box = await page.$(`#count-${kind}`);
    if (await box.isChecked()) await box.click();
    await page.waitForFunction((name) => !document.getElementById(`count-${name}`).checked, kind);
  }
  const after = await page.$eval('[data-share]', (node) => Number(node.dataset.share));
  check(before > 0 && after === 0, `nothing counted is nothing shared: ${before} became ${after}`);
  check((await page.$$('main mark')).length === 0, 'nothing counted is nothing marked');
  await page.goBack();
  const keyed = await at();
  await page.keyboard.press(']');
  await page.waitForFunction((old) => location.hash !== old, keyed);
  check((await at()).startsWith('#pair/'), 'the key ] goes to the next pair');

  await page.keyboard.press('?');
  check(await page.$eval('dialog', (dialog) => dialog.open), 'the key ? opens the help');
  await axe(page, 'help');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.waitForFunction(() => location.hash === '#health');

  await go(page, '#overview');
  await page.keyboard.press('Tab');
  const [download] = await Promise.all([page.waitForEvent('download'), go(page, '#clusters').then(() => page.click('.under button'))]);
  const csv = readFileSync(await download.path(), 'utf8');
  check(csv.trim().split('\r\n').length === near.length + 1, `CSV has a line a cluster: ${csv}`);

  // Every control can be reached and shows that it has the focus.
  await go(page, '#clusters');
  const controls = await page.$$eval('a[href], button, select, input, textarea, summary, [tabindex="0"]', (nodes) => nodes.filter((node) => node.checkVisibility() && !node.closest('dialog')).length);
  await page.evaluate(() => { document.activeElement.blur(); window.getSelection().removeAllRanges(); });
  const reached = new Set();
  for (let i = 0; i < controls + 5; i += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => { const all = [...document.querySelectorAll('*')]; return all.indexOf(document.activeElement); }));
  }
  check(reached.size >= controls, `${reached.size} of ${controls} controls are reached by Tab`);
  await go(page, '#overview');
  for (const [hash] of views) await go(page, hash);
  check(noise.length === 0, noise.join('; '));
  await context.close();
}

/** The view of an audit: each story with who holds it, down to one. */
async function anAudit() {
  const rowsOf = (name) => readFileSync(`${WORK}/audit/${name}.jsonl`, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const [stories, uses] = ['stories', 'uses'].map(rowsOf);
  const { page, noise, context } = await open(browser, report('audit', 'audit'));
  await page.click('#nav a[data-view="audit"]');
  check((await page.textContent('main h1')).includes('Who holds our stories'), 'an audit has a view of it');
  const shown = async (caption) => (await page.$$(`xpath=//table[caption[normalize-space()="${caption}"]]/tbody/tr`)).length;
  check((await shown('Our stories')) === stories.length, 'every story is listed');
  check((await shown('Articles that share text with a story')) === uses.length, 'every use is listed');
  await axe(page, 'audit');
  const most = stories.reduce((x, y) => (y.used_by > x.used_by ? y : x));
  await go(page, `#audit?of=${encoded(most.article_id)}`);
  check((await shown('Articles that share text with a story')) === uses.filter((row) => row.story === most.article_id).length, 'the uses of one story are listed by themselves');
  await page.setViewportSize({ width: 320, height: 640 });
  check(await page.evaluate(() => document.documentElement.scrollWidth <= 320), 'the audit is readable at 320 pixels');
  await axe(page, 'audit, narrow');
  check(noise.length === 0, `audit: ${noise.join('; ')}`);
  await context.close();
  // A scan is none, and its address says so.
  const scan = await open(browser, file);
  await go(scan.page, '#audit');
  check((await scan.page.textContent('main')).includes('no audit') && !(await scan.page.$('#nav a[data-view="audit"]')), 'a scan has no view of an audit');
  await scan.context.close();
}

/** Nothing is wider than a narrow screen but what scrolls in its own box. */
async function narrow() {
  const { page, noise, context } = await open(browser, file, { viewport: { width: 320, height: 640 } });
  for (const [hash] of views) {
    await go(page, hash);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    check(width <= 320, `${hash} is ${width} px wide on a screen of 320`);
    const small = await page.$$eval('button, select, input, .choice, #nav a', (nodes) => nodes.filter((node) => node.checkVisibility()).filter((node) => {
      const box = node.getBoundingClientRect();
      return box.height < 24 && node.type !== 'checkbox';
    }).map((node) => `${node.tagName} ${node.textContent.slice(0, 20)}`));
    check(small.length === 0, `${hash}: targets under 24 px: ${small}`);
  }
  await axe(page, '320 px');
  check(noise.length === 0, noise.join('; '));
  await context.close();
}

/** 5,000 rows: few of them in the page, all of them reachable, no frame that stalls. */
async function longTable() {
  const { page, noise, context } = await open(browser, report(longRun(`${WORK}/long`, 5000), 'long'));
  await go(page, '#outlets');
  const box = '.box.tall:has(caption)';
  const total = await page.$$eval(box, (boxes) => Math.max(...boxes.map((one) => Number(one.querySelector('table').getAttribute('aria-rowcount')))));
  check(total === 5001, `the table says that it has ${total} rows`);
  const found = await page.evaluate((selector) => new Promise((done) => {
    const one = [...document.querySelectorAll(selector)].find((each) => each.querySelector('table').getAttribute('aria-rowcount') === '5001');
    one.scrollIntoView();
    let [last, worst, most, step] = [performance.now(), 0, 0, 0];
    const frame = () => {
      const now = performance.now();
      worst = Math.max(worst, now - last);
      last = now;
      most = Math.max(most, one.querySelectorAll('tbody tr').length);
      step += 1;
      if (step > 60) done({ worst, most, end: one.querySelector('tbody tr:nth-last-child(2)').getAttribute('aria-rowindex') });
      else {
        one.scrollTop = (one.scrollHeight * step) / 60;
        requestAnimationFrame(frame);
      }
    };
    requestAnimationFrame(frame);
  }), box);
  check(found.end === '5001', `the last row is ${found.end}`);
  check(found.most < 200, `${found.most} rows are in the page at once`);
  await axe(page, 'long table');
  check(noise.length === 0, noise.join('; '));
  await context.close();
  return found.worst;
}

/** A run in which every text talks to the browser: it is shown, and nothing of it happens. */
async function hostile() {
  const { run, hashes, payloads } = hostileRun(`${WORK}/hostile`);
  const { page, noise, context } = await open(browser, report(run, 'hostile'));
  for (const hash of hashes) {
    await go(page, hash);
    const state = await page.evaluate(() => ({
      ran: globalThis.hacked === undefined ? 0 : 1,
      controls: (document.body.innerText.match(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g) || []).length,
      strange: [...document.querySelectorAll('main *, header *')].filter((node) => ['SCRIPT', 'IFRAME', 'IMG', 'OBJECT', 'EMBED', 'STYLE', 'LINK', 'BASE', 'META'].includes(node.tagName) || [...node.attributes].some((one) => one.name.startsWith('on'))).length,
      links: [...document.querySelectorAll('main a[href]')].map((node) => node.getAttribute('href')).filter((href) => !/^(#|https?:\/\/)/.test(href)),
      failed: document.querySelector('h1').textContent.includes('could not'),
    }));
    check(state.ran === 0 && state.controls === 0 && state.strange === 0 && state.links.length === 0 && !state.failed, `hostile ${hash}: ${JSON.stringify(state)}`);
  }
  const seen = await page.evaluate(() => document.body.textContent);
  check(payloads > 20 && seen.length > 0, 'the hostile run was shown');
  check(noise.length === 0, `hostile: ${noise.join('; ')}`);
  await context.close();
  await hostileServed(browser, { hashes, payloads: PAYLOADS });
}

/** A redacted report holds no text, and says so. */
async function redacted() {
  const made = report('run', 'redacted', '--redact');
  const html = readFileSync(made, 'utf8');
  for (const [id, text] of textOf) {
    const words = text.join('').split(/\s+/);
    const { title } = articles.find((row) => row.article_id === id);
    for (let i = 20; i + 12 < words.length; i += 30) {
      const twelve = words.slice(i, i + 12).join(' ');
      check(!html.includes(twelve) || title.includes(twelve), `the redacted report holds words of ${id}: ${twelve}`);
    }
  }
  const { page, noise, context } = await open(browser, made);
  for (const [hash] of views) await go(page, hash);
  check(noise.length === 0, `redacted: ${noise.join('; ')}`);
  await context.close();
}

/** Pictures to look at. */
async function pictures() {
  const big = matches.reduce((best, row) => (row.passages > best.passages && row.relation !== 'identical' ? row : best));
  const drifted = repeated.reduce((best, row) => (row.variants > best.variants ? row : best));
  const shown = [['overview', '#overview'], ['outlets', '#outlets'], ['clusters', '#clusters'], ['cluster', `#cluster/${near.reduce((best, row) => (row.size > best.size ? row : best)).cluster_id}`],
    ['pair', `#pair/${big.match_id}?p=2`], ['pairs', '#pairs'], ['article', `#article/${encoded(big.b)}`], ['quotations', '#quotations'], ['utterance', `#utterance/${drifted.utterance_id}`], ['credits', '#credits'], ['health', '#health']];
  const looks = { light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, narrow: { viewport: { width: 320, height: 640 } } };
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    for (const [look, options] of Object.entries(looks)) {
      const { page, context } = await open(browser, file, options);
      for (const [name, hash] of shown) {
        await go(page, hash);
        await page.screenshot({ path: `${SHOTS}/${name}-${look}.png`, fullPage: true });
      }
      await context.close();
    }
    const { page, context } = await open(browser, file);
    for (const [name, hash] of shown.filter(([one]) => ['pair', 'cluster', 'overview'].includes(one))) {
      await go(page, hash);
      await page.pdf({ path: `${SHOTS}/${name}-print.pdf`, format: 'A4' });
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 794, height: 1123 });
      await page.screenshot({ path: `${SHOTS}/${name}-print.png`, fullPage: true });
      await page.emulateMedia({ media: 'screen' });
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    await context.close();
  }
  if (PICTURE) {
    // The pair in which a day was changed on the way.
    const changed = matches.find((row) => row.a === 'bay-courier-0303-inquiry' && row.b === 'coast-lantern-inquiry');
    const { page, context } = await open(browser, file, { viewport: { width: 1120, height: 1290 }, colorScheme: 'light' });
    await go(page, `#pair/${changed.match_id}`);
    await page.screenshot({ path: PICTURE });
    await context.close();
  }
}

await Promise.all([everyView('light'), everyView('dark')]);
const [spans] = await Promise.all([everySpan('run', file, 100), everySpan('moved', report('moved', 'moved'), 6), aWalk(), narrow(), anAudit()]);
await everySearch(browser, { articles, matches, near, repeated });
await hostile();
await redacted();
const worst = await longTable();
await pictures();
await browser.close();
console.log(`${checks} checks, ${failures.length} failed · ${views.length} views · ${spans} spans as in the tables · longest frame over 5,000 rows ${Math.round(worst)} ms`);
process.exit(failures.length ? 1 : 0);

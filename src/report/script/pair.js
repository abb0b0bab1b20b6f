// A pair: what exactly is shared? Two columns lined up, passages numbered, words that differ marked.

const COUNTED = ['verbatim', 'edited', 'quote', 'boilerplate'];
/** Words of a stretch that only one side has, from which it is folded. */
const FOLD_WORDS = 120;

/** A passage as seen with the earlier text on the left. */
function turned(passage, swapped) {
  const flip = { D: 'I', I: 'D' };
  const steps = stepsOf(passage).map(({ op, n, a, b }) => (swapped ? { op: flip[op] || op, n, l: b, r: a } : { op, n, l: a, r: b }));
  const [l, r] = [[passage.a_start, passage.a_end], [passage.b_start, passage.b_end]];
  return {
    row: passage, steps, kind: KINDS[passage.kind] ? passage.kind : 'edited',
    l: swapped ? r : l, r: swapped ? l : r,
    word: swapped ? { l: passage.b_word, r: passage.a_word } : { l: passage.a_word, r: passage.b_word },
    side: swapped ? { l: 'b', r: 'a' } : { l: 'a', r: 'b' },
  };
}

/** Words of one side that lie in the passages counted, each once. */
function covered(list, side) {
  const words = new Set();
  for (const passage of list) {
    let at = passage.word[side];
    if (at === null) return null;
    for (const { op, n } of passage.steps) {
      const own = side === 'l' ? op !== 'I' : op !== 'D';
      if (op === '=' || op === 'S') for (let i = 0; i < n; i += 1) words.add(at + i);
      if (own) at += n;
    }
  }
  return words.size;
}

function pairSettings(params) {
  const hidden = new Set((params.get('without') || '').split(',').filter(Boolean));
  const shown = new Set(COUNTED.filter((kind) => !hidden.has(kind)));
  // Boilerplate is never counted as shared unless it is asked for.
  if (params.get('with') !== 'boilerplate') shown.delete('boilerplate');
  return { shown, least: Math.max(1, parseInt(params.get('min') || '1', 10) || 1) };
}

function pairView(route) {
  const match = matchById.get(route.ids[0]);
  if (!match) return missing('pair', 'pairs');
  const [left, right, swapped] = inOrder(match);
  const edge = edgeBetween(match.a, match.b);
  const all = (passagesOf.get(match.id) || []).map((passage) => turned(passage, swapped)).sort((x, y) => x.l[0] - y.l[0] || x.r[0] - y.r[0]);
  const { shown, least } = pairSettings(route.params);
  const list = all.filter((passage) => shown.has(passage.kind) && passage.row.words >= least);
  list.forEach((passage, i) => { passage.number = i + 1; });
  const at = matchOrder().indexOf(match);
  const current = Math.min(Math.max(parseInt(route.params.get('p') || '0', 10) || 0, 0), list.length);
  const text = left.text !== null && right.text !== null;
  return [
    h('p.crumb', null, link(address('pairs'), 'Pairs'), about.served ? null : [` · ${at + 1} of ${count(matches.length)} in this file`,
      h('span.steps', null, stepLink(at - 1, '← previous pair'), stepLink(at + 1, 'next pair →'))]),
    head([outletName(left), ' and ', outletName(right)], h('p.lead', null, `${label('relation', match.relation)} · `,
      edge ? `${label('edge', edge.kind)}, ${label('direction', edge.direction)}${edge.direction === 'unknown' ? '' : `, probability ${probability(edge.probability)}`}` : 'no edge between the two',
      edge && edge.evidence.length ? ` (${edge.evidence.map((one) => label('evidence', one)).join(', ')})` : '', ` · lag ${lag(match.lag === null ? null : Math.abs(match.lag))}`)),
    verdictBlock('match', match.id),
    h('div.two', null, sideCard(left, edge && edge.direction !== 'unknown' ? 'earlier' : 'order not determined'), sideCard(right, edge && edge.direction !== 'unknown' ? 'later' : 'order not determined')),
    controls(match, route, all, { shown, least }),
    shares(left, right, list, { shown, least }, match, swapped),
    text ? minimap(left, right, list, match, route) : null,
    current ? verdictBlock('passage', list[current - 1].row.id) : null,
    list.length ? passageList(list, match, route, current) : empty('No passage is left with these filters.'),
    text ? columns(left, right, list, match, route, current) : snippets(list, left, right),
    citation(match, left, right, list),
  ];
}

let order_ = null;
function matchOrder() {
  if (!order_) order_ = [...matches].sort((x, y) => y.shared - x.shared);
  return order_;
}

function stepLink(at, text) {
  const match = matchOrder()[at];
  return match ? [' ', link(address('pair', [match.id]), text)] : null;
}

function sideCard(article, order) {
  const credit = creditText(article);
  return h('div.side', null,
    h('p.by', null, h('strong', null, outletName(article)), h('span.soft', null, ` · ${order}`)),
    h('p', null, articleLink(article)),
    h('p.soft', null, when(article), article.at === null ? '' : ` (${label('source', article.source)}, ${label('precision', article.precision)})`, ` · ${plural(article.words, 'word')} · credit: `, credit === 'none found' ? 'none of 13 kinds found' : bdi(credit)));
}

function controls(match, route, all, { shown, least }) {
  const tally = (kind) => all.filter((passage) => passage.kind === kind).length;
  const change = (id) => {
    const without = COUNTED.filter((kind) => kind !== 'boilerplate' && !document.getElementById(`count-${kind}`).checked);
    let params = withParam(route.params, 'without', without.join(',') || null);
    params = withParam(params, 'with', document.getElementById('count-boilerplate').checked ? 'boilerplate' : null);
    const fewest = parseInt(document.getElementById('count-min').value, 10) || 1;
    params = withParam(params, 'min', fewest > 1 ? String(fewest) : null);
    go('pair', route.ids, withParam(params, 'p', null), id);
  };
  const boxes = COUNTED.map((kind) => {
    const box = h('input', { type: 'checkbox', id: `count-${kind}`, checked: shown.has(kind) });
    box.addEventListener('change', () => change(`count-${kind}`));
    return h('label.check', null, box, ' ', kindTag(kind), h('span.soft', null, ` ${tally(kind)}`));
  });
  const fewest = h('input', { type: 'number', id: 'count-min', min: 1, max: 999, value: least });
  fewest.addEventListener('change', () => change('count-min'));
  return h('fieldset.controls', null, h('legend', null, 'Count'), ...boxes, h('label.check', null, 'fewest words ', fewest));
}

/**
 * The shares of both texts with what is counted now. With all that the tables count they are those of the tables; with less, the words
 * of the passages are counted anew, each once, and never come to more.
 */
function shares(left, right, list, { shown, least }, match, swapped) {
  const own = (article) => Math.max(1, article.words - (shown.has('boilerplate') ? 0 : article.boilerplate));
  const told = swapped ? { l: match.in_b, r: match.in_a } : { l: match.in_a, r: match.in_b };
  const asTables = least === 1 && !shown.has('boilerplate') && shown.size === COUNTED.length - 1;
  const share = (side, article) => {
    const words = covered(list, side);
    const counted = words === null ? null : Math.min(1, words / own(article));
    if (asTables || counted === null) return { value: told[side], words: counted === null ? null : Math.round(told[side] * own(article)), counted };
    return { value: shown.has('boilerplate') ? counted : Math.min(counted, told[side]), words, counted };
  };
  const line = (article, { value, words, counted }, other) => h('div.share', null,
    h('p', null, h('strong.big', { 'data-share': value, 'data-counted': counted, 'data-article': article.id }, percent(value)), ' of ', outletName(article), ' is shared with ', outletName(other),
      words === null ? '' : h('span.soft', null, ` · ${count(words)} of ${plural(own(article), 'word')}${shown.has('boilerplate') ? '' : ', boilerplate apart'}`)),
    stack([{ kind: 'verbatim', value }, { kind: 'none', value: 1 - value }], percent(value)));
  return h('div.two', { 'aria-live': 'polite' }, line(left, share('l', left), right), line(right, share('r', right), left));
}

/** Both texts as bars, the passages on them, and bands between that show what moved. */
function minimap(left, right, list, match, route) {
  const sizes = { l: Math.max(1, lengthOf(left)), r: Math.max(1, lengthOf(right)) };
  const x = (side, at) => (1000 * at) / sizes[side];
  const parts = [svg('rect', { x: 0, y: 0, width: 1000, height: 14, class: 'rail' }), svg('rect', { x: 0, y: 56, width: 1000, height: 14, class: 'rail' })];
  for (const passage of list) {
    const [a, b, c, d] = [x('l', passage.l[0]), x('l', passage.l[1]), x('r', passage.r[1]), x('r', passage.r[0])];
    const jump = () => go('pair', [match.id], withParam(route.params, 'p', String(passage.number)));
    parts.push(svg('path', { d: `M${a} 14 L${b} 14 L${c} 56 L${d} 56 Z`, class: `band ink-${passage.kind}`, onclick: jump }),
      svg('rect', { x: a, y: 0, width: Math.max(2, b - a), height: 14, fill: fill(passage.kind), onclick: jump }),
      svg('rect', { x: d, y: 56, width: Math.max(2, c - d), height: 14, fill: fill(passage.kind), onclick: jump }));
  }
  return h('figure.map', null, h('p.soft', { 'aria-hidden': 'true' }, outletName(left)),
    svg('svg', { viewBox: '0 0 1000 70', preserveAspectRatio: 'none', role: 'img', 'aria-label': 'Where the passages stand in the two texts; the list of passages says the same' }, ...parts),
    h('p.soft', { 'aria-hidden': 'true' }, outletName(right)));
}

function passageList(list, match, route, current) {
  const to = (n) => address('pair', [match.id], withParam(route.params, 'p', String(n)));
  const step = (n, text, key) => h('a.choice', { href: to(n < 1 ? list.length : n > list.length ? 1 : n), 'data-key': key }, text);
  return h('nav.passages', { 'aria-label': 'Passages' },
    h('p.tools', null, h('strong', null, plural(list.length, 'passage')), ' ', step(current - 1, '↑ previous', 'p'), step(current + 1, '↓ next', 'n'), h('span.soft.keys', null, ' keys p and n')),
    h('ol', null, ...list.map((passage) => h('li', null, h('a', { href: to(passage.number), 'aria-current': passage.number === current ? 'true' : null },
      h('span.chip', null, String(passage.number)), kindTag(passage.kind), h('span.soft', null, ` ${plural(passage.row.words, 'word')}${passage.row.identity < 1 ? `, ${percent(passage.row.identity)} alike` : ''}${passage.row.articles > 2 ? ` · in ${count(passage.row.articles)} articles` : ''}`)),
    passage.row.flags.map((flag) => [' ', tag(label('flag', flag))]), verdictTag('passage', passage.row.id)))));
}

/** Passages that stand in the same order on both sides, as many words of them as possible; the others have moved. */
function inStep(list) {
  const best = list.map((passage) => passage.row.words);
  const before = list.map(() => -1);
  for (let i = 0; i < list.length; i += 1) {
    for (let j = Math.max(0, i - 400); j < i; j += 1) {
      const after = list[j].l[1] <= list[i].l[0] && list[j].r[1] <= list[i].r[0];
      if (after && best[j] + list[i].row.words > best[i]) {
        best[i] = best[j] + list[i].row.words;
        before[i] = j;
      }
    }
  }
  let at = best.indexOf(Math.max(...best));
  const chosen = [];
  for (; at >= 0; at = before[at]) chosen.unshift(list[at]);
  return chosen;
}

function columns(left, right, list, match, route, current) {
  const aligned = list.length ? inStep(list) : [];
  const moved = [];
  const over = [];
  // A passage that moved is marked where it stands, unless it overlaps another there: then it has a row of its own below.
  for (const passage of list.filter((one) => !aligned.includes(one))) {
    const free = (side) => [...aligned, ...moved].every((other) => passage[side][1] <= other[side][0] || passage[side][0] >= other[side][1]);
    (free('l') && free('r') ? moved : over).push(passage);
  }
  const rows = [];
  let [l, r] = [0, 0];
  let above = null;
  // What only one side has, between two passages. Marks that close the passage above or open the one below stay with them.
  const between = (l1, r1, below) => {
    const sides = [[left, 'l', l, l1, right], [right, 'r', r, r1, left]].map(([article, side, from, to, other], i) => {
      const [closing, opening] = edgesOf(article, from, to, above !== null, below !== null);
      if (above && closing > from) above[i].append(textNodes(slice(article, from, closing)));
      if (below && opening < to) below[i].prepend(textNodes(slice(article, opening, to)));
      return gap(article, side, closing, opening, moved, other);
    });
    if (sides[0] || sides[1]) rows.push(h('tr.apart', { role: 'row' }, h('th', { scope: 'row', role: 'rowheader' }, unseen('not shared')), cell(left, sides[0]), cell(right, sides[1])));
  };
  const passageRow = (passage, pieces) =>
    h(`tr.shared.k-${passage.kind}${passage.number === current ? '.current' : ''}`, { id: `passage-${passage.number}`, role: 'row', tabindex: '-1' },
      h('th', { scope: 'row', role: 'rowheader' }, h('a.chip', { href: address('pair', [match.id], withParam(route.params, 'p', String(passage.number))), 'aria-label': `passage ${passage.number}, ${KINDS[passage.kind].label}` }, String(passage.number)), swatch(passage.kind)),
      cell(left, pieces[0]), cell(right, pieces[1]));
  for (const passage of aligned) {
    const pieces = [h('div', null, marked(left, passage, 'l')), h('div', null, marked(right, passage, 'r'))];
    between(passage.l[0], passage.r[0], pieces);
    rows.push(passageRow(passage, pieces));
    above = pieces;
    [l, r] = [passage.l[1], passage.r[1]];
  }
  between(lengthOf(left), lengthOf(right), null);
  for (const passage of over) rows.push(passageRow(passage, [h('div', null, marked(left, passage, 'l')), h('div', null, marked(right, passage, 'r'))]));
  return h('section', null, h('h2', null, 'Side by side'),
    h('p.legend', null, ...COUNTED.map((kind) => [kindTag(kind), ' ']), h('del', null, 'only on the left'), ' ', h('ins', null, 'only on the right'), moved.length ? ` · ${plural(moved.length, 'passage')} moved: marked in place` : '', over.length ? ` · ${plural(over.length, 'passage')} overlapping others: below` : ''),
    h('table.pair', { role: 'table' }, h('caption.unseen', null, 'The two texts, passages lined up'),
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, h('th', { scope: 'col', role: 'columnheader' }, unseen('passage')), ...[left, right].map((article) => h('th', { scope: 'col', role: 'columnheader' }, outletName(article), ' ', h('span.soft', null, whenText(article)))))),
      h('tbody', { role: 'rowgroup' }, ...rows)));
}

function cell(article, content) {
  return h('td', { role: 'cell' }, h('p.sidename', { 'aria-hidden': 'true' }, outletName(article)), content ? h('div.prose', languageOf(article), content) : h('p.soft.absent', null, 'nothing here'));
}

/** Where the text between two passages begins and ends without the punctuation that belongs to them. */
function edgesOf(article, from, to, hasAbove, hasBelow) {
  if (to <= from) return [from, to];
  const text = slice(article, from, to);
  const points = (found) => (found ? Array.from(found[0]).length : 0);
  const closing = hasAbove ? from + points(text.match(/^[^\p{L}\p{N}\s]+/u)) : from;
  const opening = hasBelow && closing < to ? to - points(text.match(/[\p{Pi}\p{Ps}"'‘“]+$/u)) : to;
  return [closing, Math.max(closing, opening)];
}

/** A stretch that is not lined up: plain text, with the passages that moved marked in it, folded where it is long. */
function gap(article, side, from, to, moved, other) {
  if (to <= from || !slice(article, from, to).trim()) return null;
  const parts = [];
  const own = moved.filter((passage) => passage[side][0] >= from && passage[side][1] <= to).sort((x, y) => x[side][0] - y[side][0]);
  let at = from;
  for (const passage of own) {
    if (passage[side][0] < at) continue;
    parts.push(slice(article, at, passage[side][0]), h('span.moved', { id: side === 'l' ? `passage-${passage.number}` : null, tabindex: side === 'l' ? '-1' : null },
      h('span.chip', null, String(passage.number)), marked(article, passage, side)));
    at = passage[side][1];
  }
  parts.push(slice(article, at, to).trimEnd());
  if (typeof parts[0] === 'string') parts[0] = parts[0].trimStart();
  const words = slice(article, from, to).split(/\s+/).length;
  const body = h('div.only', null, ...parts);
  if (words < FOLD_WORDS || own.length) return body;
  return h('details.fold', null, h('summary', null, `about ${plural(words, 'word')} not shared with `, outletName(other)), body);
}

/** One side of a passage: the span that the table names, with what differs marked. */
function marked(article, passage, side) {
  const [start, end] = passage[side];
  const mark = h(`mark.k-${passage.kind}`, { 'data-passage': passage.row.id, 'data-side': passage.side[side], 'data-article': article.id, 'data-start': start, 'data-end': end });
  let at = start;
  for (const { op, [side]: [from, to] } of passage.steps) {
    if (op === '=' || to <= from || from < at) continue;
    mark.append(textNodes(slice(article, at, from)));
    const node = side === 'l' ? h('del', null, unseen('[only on the left: '), slice(article, from, to), unseen(']')) : h('ins', null, unseen('[only on the right: '), slice(article, from, to), unseen(']'));
    mark.append(node);
    at = to;
  }
  mark.append(textNodes(slice(article, at, end)));
  return mark;
}

function snippets(list, left, right) {
  const why = about.redacted ? 'This report is redacted: it holds the first words of each passage.' : 'The texts of this pair are not in this file.';
  return section('Passages', empty(why), list.length ? table({
    caption: 'Places of the passages, in characters of the texts', name: 'passages', rows: list,
    columns: [
      { key: 'n', label: 'No.', number: true, value: (row) => row.number },
      { key: 'kind', label: 'Kind', value: (row) => KINDS[row.kind].label, cell: (row) => kindTag(row.kind) },
      { key: 'snippet', label: 'First words', value: (row) => row.row.snippet || '', cell: (row) => bdi(row.row.snippet || 'not in this file') },
      { key: 'l', label: `In ${outletOf(left)}`, value: (row) => `${row.l[0]}–${row.l[1]}` },
      { key: 'r', label: `In ${outletOf(right)}`, value: (row) => `${row.r[0]}–${row.r[1]}` },
      { key: 'words', label: 'Words', number: true, value: (row) => row.row.words },
    ],
  }) : null);
}

/** What to quote of a pair, so that another can find it again. */
function citation(match, left, right, list) {
  const side = (article) => [`${outletOf(article)}: ${article.title || article.id}`, `  ${whenText(article)}${article.at === null ? '' : ` (${label('source', article.source)})`}`, article.url ? `  ${article.url}` : null, `  id ${article.id}, sha256 of the text ${article.sha256}`];
  const lines = [...side(left), ...side(right), `Pair ${match.id}: ${match.shared} shared words, ${label('relation', match.relation)}`,
    ...list.map((passage) => `  ${passage.number}. ${passage.l[0]}–${passage.l[1]} and ${passage.r[0]}–${passage.r[1]}, ${passage.row.words} words, ${KINDS[passage.kind].label.toLowerCase()}`),
    `newsprint ${about.version || ''}, run ${about.run}`].filter((line) => line !== null);
  const area = h('textarea', { readonly: true, rows: Math.min(12, lines.length), id: 'citation', dir: 'auto' });
  area.value = lines.join('\n').replace(UNSAFE, (char) => `<U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}>`);
  const copy = h('button', { type: 'button' }, 'Copy');
  copy.addEventListener('click', () => {
    area.select();
    const done = navigator.clipboard ? navigator.clipboard.writeText(area.value) : Promise.reject();
    done.then(() => announce('copied'), () => announce('selected: copy with the keyboard'));
  });
  return h('details.citation', null, h('summary', null, 'Citation'), h('label', { for: 'citation' }, 'Outlets, dates, addresses, places and hashes of this pair'), area, copy);
}


// One article: where does each sentence come from?

const ORIGINS = {
  from: { label: 'from an earlier text', kind: 'verbatim' },
  open: { label: 'shared, order not determined', kind: 'open' },
  to: { label: 'later in others', kind: 'edited' },
  quote: { label: 'quotation that others print', kind: 'quote' },
  boilerplate: { label: 'boilerplate', kind: 'boilerplate' },
  own: { label: 'in no other text of this run', kind: 'none' },
};

/** Sentences as pairs of code points. */
function sentencesOf(article) {
  const text = slice(article, 0, lengthOf(article));
  const pieces = [];
  if (typeof Intl.Segmenter === 'function') {
    for (const { segment } of new Intl.Segmenter(languageOf(article).lang || 'en', { granularity: 'sentence' }).segment(text)) pieces.push(segment);
  } else {
    pieces.push(...text.match(/[^.!?\n]*[.!?\n]+["”’)\]]*\s*|[^.!?\n]+$/g) || [text]);
  }
  const sentences = [];
  let at = 0;
  for (const piece of pieces) {
    const size = unitsOf(article) ? Array.from(piece).length : piece.length;
    sentences.push([at, at + size]);
    at += size;
  }
  return sentences;
}

/** Passages of an article with the other article and what is known of the order. */
function echoesOf(article) {
  const list = [];
  for (const match of matchesOf.get(article.number) || []) {
    const isA = match.a === article.number;
    const other = articles[isA ? match.b : match.a];
    const edge = edgeBetween(match.a, match.b);
    for (const passage of passagesOf.get(match.id) || []) {
      const [start, end] = isA ? [passage.a_start, passage.a_end] : [passage.b_start, passage.b_end];
      let origin = 'open';
      if (passage.kind === 'boilerplate') origin = 'boilerplate';
      else if (edge && edge.direction !== 'unknown') origin = edge.dst === article.number ? 'from' : 'to';
      else if (passage.kind === 'quote') origin = 'quote';
      else if (!edge && match.lag !== null && match.lag !== 0) origin = (match.lag > 0) === isA ? 'to' : 'from_time';
      list.push({ start, end, other, match, edge, passage, origin: origin === 'from_time' ? 'open' : origin });
    }
  }
  return list;
}

const RANK = ['from', 'open', 'quote', 'to', 'boilerplate'];

/** For each sentence the best account of it: what covers at least half of it, the most telling first. */
function accounts(article) {
  const echoes = echoesOf(article);
  return sentencesOf(article).map(([start, end]) => {
    const text = slice(article, start, end);
    const size = Math.max(1, text.trim().length);
    const over = echoes.map((echo) => ({ echo, share: Math.min(1, (Math.min(end, echo.end) - Math.max(start, echo.start)) / size) })).filter(({ share }) => share >= 0.5);
    over.sort((x, y) => RANK.indexOf(x.echo.origin) - RANK.indexOf(y.echo.origin) || (y.echo.edge ? y.echo.edge.probability : 0) - (x.echo.edge ? x.echo.edge.probability : 0) || y.share - x.share || x.echo.other.number - y.echo.other.number);
    const best = over[0] ? over[0].echo : null;
    const others = new Set(over.map(({ echo }) => echo.other.number));
    return { start, end, origin: best ? best.origin : 'own', best, others: others.size, words: text.split(/\s+/).filter(Boolean).length };
  });
}

function articleView(route) {
  const article = articleById.get(route.ids[0]);
  if (!article) return missing('article', 'articles');
  const cluster = article.cluster ? clusterById.get(article.cluster) : null;
  const page = [
    h('p.crumb', null, link(address('articles'), 'Articles')),
    head(titleOf(article), h('p.lead', null, outletName(article), ' · ', when(article), article.byline ? [' · ', bdi(article.byline)] : null)),
    facts([
      ['Date', article.at === null ? whenText(article) : `${label('precision', article.precision)}, ${label('source', article.source)}${article.zone === 'assumed' ? ', zone not given' : ''}`],
      ['Address', article.url ? outLink(article.url) : 'not given'],
      ['Language', article.language || 'not determined'],
      ['Words', `${count(article.words)}, of them boilerplate ${count(article.boilerplate)}`],
      ['Credits', bdi(creditText(article))],
      ['Cluster', cluster ? clusterLink(cluster) : 'in none'],
      ['Read from', [bdi(article.file), ` at ${count(article.pos)}`]],
      ['Id', bdi(article.id)],
    ]),
  ];
  if (article.text !== null) page.push(...sourcesOfSentences(article));
  else page.push(empty(about.redacted ? 'This report is redacted and holds no texts.' : 'The text is not in this file: it comes with the cases that were shown first.'));
  page.push(creditsOfArticle(article), echoTable(article));
  return page;
}

function sourcesOfSentences(article) {
  const list = accounts(article);
  const sums = new Map();
  for (const one of list) sums.set(one.origin, (sums.get(one.origin) || 0) + one.words);
  const all = [...sums.values()].reduce((x, y) => x + y, 0) || 1;
  const shares_ = Object.keys(ORIGINS).filter((key) => sums.has(key)).map((key) => ({ kind: ORIGINS[key].kind, value: sums.get(key), name: ORIGINS[key].label }));
  const text = shares_.map((share) => `${percent(share.value / all)} ${share.name}`).join(', ');
  const rows = [];
  let last = null;
  for (const one of list) {
    // Space between two sentences is nobody's.
    if (last && one.words === 0) {
      last.end = one.end;
      continue;
    }
    const key = `${one.origin} ${one.best ? one.best.match.id : ''}`;
    if (last && last.key === key) {
      last.end = one.end;
      last.others = Math.max(last.others, one.others);
    } else {
      last = { ...one, key };
      rows.push(last);
    }
  }
  return [
    h('section', null, h('h2', null, 'Where the sentences come from'),
      stack(shares_, text),
      h('p.legend', null, ...shares_.map((share) => h('span.tag', null, swatch(share.kind), `${share.name} ${percent(share.value / all)}`))),
      h('p.soft', null, 'A sentence has a source where at least half of it lies in a shared passage. “In no other text” means of this run, and of what this file holds.'),
      h('table.sentences', { role: 'table' }, h('caption.unseen', null, 'The text with the source of each sentence'), h('colgroup', null, h('col.source'), h('col')),
        h('thead.unseen', { role: 'rowgroup' }, h('tr', { role: 'row' }, h('th', { scope: 'col', role: 'columnheader' }, 'source'), h('th', { scope: 'col', role: 'columnheader' }, 'text'))),
        h('tbody', { role: 'rowgroup' }, ...rows.map((row) => h(`tr.o-${row.origin}`, { role: 'row' },
          h('th', { scope: 'row', role: 'rowheader' }, swatch(ORIGINS[row.origin].kind), ' ', sourceNote(row)),
          h('td', { role: 'cell' }, h('div.prose', languageOf(article), slice(article, row.start, row.end).trim())))))),
    ),
  ];
}

function sourceNote(row) {
  if (!row.best) return row.origin === 'own' ? 'only here' : ORIGINS[row.origin].label;
  const name = link(address('pair', [row.best.match.id]), outletName(row.best.other));
  const more = row.others > 1 ? h('span.soft', null, ` and ${count(row.others - 1)} more`) : null;
  if (row.origin === 'from') return ['from ', name, ` ${probability(row.best.edge.probability)}`, more];
  if (row.origin === 'to') return ['later in ', name, more];
  if (row.origin === 'quote') return ['also quoted by ', name, more];
  if (row.origin === 'boilerplate') return ['boilerplate, also in ', name, more];
  return ['also in ', name, ', order not determined', more];
}

function creditsOfArticle(article) {
  const list = creditsIn.get(article.number) || [];
  if (!list.length) return section('Credits', empty(article.credit === 'none' ? 'None of 13 kinds of wording was found in it.' : 'The credits of this article are not in this file.'));
  return section('Credits', creditTable(list, 'Credits of this article'));
}

function echoTable(article) {
  const rows = [...(edgesTo.get(article.number) || []).map((edge) => ({ edge, way: 'from' })), ...(edgesFrom.get(article.number) || []).map((edge) => ({ edge, way: 'to' }))];
  if (!rows.length) return section('Echoes', empty('No edge leads to it or from it in this file.'));
  const other = ({ edge, way }) => (way === 'from' ? edge.src : edge.dst);
  return section('Echoes', table({
    caption: 'Whom it echoes, and who echoes it', name: 'echoes', rows,
    columns: [
      { key: 'other', label: 'Other text', width: 20, value: (row) => (other(row) === null ? row.edge.src_name : outletOf(articles[other(row)])),
        cell: (row) => (other(row) === null ? bdi(row.edge.src_name) : [h('span.by', null, outletName(articles[other(row)])), ' ', articleLink(articles[other(row)])]) },
      { key: 'way', label: 'Way', width: 10, value: (row) => (row.edge.direction === 'unknown' ? 'not determined' : row.way === 'from' ? 'it echoes this' : 'is echoed by this'),
        cell: (row) => (row.edge.direction === 'unknown' ? 'not determined' : row.way === 'from' ? 'source of this text' : 'later than this text') },
      { key: 'kind', label: 'Kind', width: 9, value: (row) => label('edge', row.edge.kind) },
      { key: 'words', label: 'Words', number: true, width: 6, value: (row) => row.edge.words, cell: (row) => count(row.edge.words) },
      { key: 'p', label: 'Probability', number: true, width: 7, value: (row) => row.edge.probability, cell: (row) => probability(row.edge.probability) },
      { key: 'evidence', label: 'Evidence', width: 18, value: (row) => row.edge.evidence.map((one) => label('evidence', one)).join(', '), cell: (row) => row.edge.evidence.map((one) => label('evidence', one)).join(', ') || 'none' },
    ],
  }));
}


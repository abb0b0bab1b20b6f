// Clusters, and the lists of pairs, quotations and articles: which texts travelled?

/** A facet: names of its values and what it says of a row. Every value is shown with how many rows it would leave. */
function facetBar(view, route, rows, facets) {
  const chosen = facets.map((facet) => route.params.get(facet.key));
  const text = (route.params.get('q') || '').toLowerCase();
  const passes = (row, skip) => facets.every((facet, i) => i === skip || chosen[i] === null || facet.of(row) === chosen[i]) &&
    (!text || facets.words(row).toLowerCase().includes(text));
  const groups = facets.map((facet, i) => {
    const counts = new Map();
    for (const row of rows) if (passes(row, i)) counts.set(facet.of(row), (counts.get(facet.of(row)) || 0) + 1);
    const values = facet.values || [...counts.keys()].sort();
    const options = values.filter((value) => counts.has(value) || value === chosen[i])
      .map((value) => h('option', { value, selected: value === chosen[i] }, `${facet.names ? facet.names[value] || value : value} (${count(counts.get(value) || 0)})`));
    const select = h('select', { id: `facet-${facet.key}` }, h('option', { value: '' }, 'any'), ...options);
    select.addEventListener('change', () => go(view, route.ids, withParam(route.params, facet.key, select.value || null), `facet-${facet.key}`));
    return h('div.facet', null, h('label', { for: `facet-${facet.key}` }, facet.label), select);
  });
  const search = h('input', { id: 'facet-q', type: 'search', value: route.params.get('q') || '', autocomplete: 'off' });
  search.addEventListener('change', () => go(view, route.ids, withParam(route.params, 'q', search.value || null), 'facet-q'));
  const shown = rows.filter((row) => passes(row, -1));
  const clear = chosen.some((value) => value !== null) || text ? link(address(view, route.ids), 'Show all') : null;
  return {
    shown,
    bar: h('form.facets', { role: 'search', 'aria-label': 'Filter', onsubmit: (event) => event.preventDefault() },
      ...groups, h('div.facet', null, h('label', { for: 'facet-q' }, 'Words'), search),
      h('p.result', null, h('strong', null, count(shown.length)), ` of ${count(rows.length)} `, clear)),
  };
}

function facetsOf(words, list) {
  return Object.assign(list, { words });
}

const SIZES = { two: '2', few: '3 to 5', many: '6 and more' };
const SPANS = { hour: 'within an hour', day: 'within a day', days: 'longer', open: 'not determined' };

function spanOf(row) {
  if (row.first_at === null || row.last_at === null || row.undated) return 'open';
  const hours = (row.last_at - row.first_at) / 3600000;
  return hours <= 1 ? 'hour' : hours <= 24 ? 'day' : 'days';
}

function creditedOf(row) {
  if (row.credited === 0) return 'none';
  return row.credited >= row.size - 1 ? 'all' : 'some';
}

function clustersView(route) {
  if (!clusters.length) return [head('Clusters'), empty('No two articles of this run are near-duplicates at the threshold in force. ', link(address('pairs'), 'Pairs'), ' shows what is shared in part.')];
  const languages = [...new Set(clusters.flatMap((row) => row.languages))].sort();
  const { shown, bar } = facetBar('clusters', route, clusters, facetsOf((row) => `${row.title || ''} ${row.outlet || ''}`, [
    { key: 'size', label: 'Articles', values: ['two', 'few', 'many'], names: SIZES, of: (row) => (row.size === 2 ? 'two' : row.size < 6 ? 'few' : 'many') },
    { key: 'outlets', label: 'Outlets', values: ['one', 'more'], names: { one: 'one', more: 'several' }, of: (row) => (row.outlets > 1 ? 'more' : 'one') },
    { key: 'span', label: 'Span', values: ['hour', 'day', 'days', 'open'], names: SPANS, of: spanOf },
    { key: 'overlap', label: 'Lowest overlap', values: ['high', 'mid', 'low'], names: { high: '95 % and more', mid: '80 to 95 %', low: 'under 80 %' }, of: (row) => (row.lowest >= 0.95 ? 'high' : row.lowest >= 0.8 ? 'mid' : 'low') },
    { key: 'credit', label: 'Credit found', values: ['all', 'some', 'none'], names: { all: 'in all others', some: 'in some', none: 'in none' }, of: creditedOf },
    { key: 'template', label: 'Form', values: ['text', 'template'], names: { text: 'copies', template: 'may be a filled-in form' }, of: (row) => (row.template ? 'template' : 'text') },
    ...(languages.length > 1 ? [{ key: 'language', label: 'Language', of: (row) => row.languages.join(', ') || 'not determined' }] : []),
  ]));
  return [
    head('Clusters', h('p.lead', null, `Texts that travelled: ${plural(whole.clusters, 'cluster')} of near-duplicates with ${plural(whole.in_clusters, 'article')}. Each member was compared with one text of its cluster, word by word.`)),
    bar,
    shown.length ? table({
      caption: 'Clusters', name: 'clusters', rows: shown, order: '-size', state: sortState(route),
      columns: [
        { key: 'title', label: 'Text', width: 26, value: (row) => row.title || row.id, cell: (row) => clusterLink(row) },
        { key: 'outlet', label: 'Compared with', width: 12, value: (row) => row.outlet, cell: (row) => (row.outlet ? bdi(row.outlet) : 'no outlet given') },
        { key: 'size', label: 'Articles', number: true, width: 6, value: (row) => row.size },
        { key: 'outlets', label: 'Outlets', number: true, width: 6, value: (row) => row.outlets },
        { key: 'independent', label: 'Independent', number: true, width: 8, value: (row) => row.independent },
        { key: 'first', label: 'First', width: 10, value: (row) => row.first_at, cell: (row) => (row.first_at === null ? 'undated' : stamp(row.first_at, 'day')) },
        { key: 'span', label: 'Span', width: 9, value: (row) => (spanOf(row) === 'open' ? null : row.last_at - row.first_at), cell: (row) => (spanOf(row) === 'open' ? 'not determined' : lag((row.last_at - row.first_at) / 1000).slice(1)) },
        { key: 'lowest', label: 'Lowest overlap', number: true, width: 8, value: (row) => row.lowest, cell: (row) => percent(row.lowest) },
        { key: 'credited', label: 'Credit found', number: true, width: 8, value: (row) => row.credited, cell: (row) => `${row.credited} of ${row.size - 1}` },
      ],
    }) : empty('No cluster fits these filters. ', link(address('clusters'), 'Show all')),
    partNote(),
  ];
}

function clusterLink(row) {
  const title = row.title ? bdi(row.title) : row.id;
  if (row.here || about.served) return link(address('cluster', [row.id]), title);
  if (row.part !== null) return h('span', null, link(part.names[row.part] + address('cluster', [row.id]), title), h('span.soft', null, ` (file ${row.part + 1})`));
  return h('span', null, title, h('span.soft', null, ' (not in this file)'));
}

function pairsView(route) {
  const [from, to] = [route.params.get('from'), route.params.get('to')];
  const wanted = from === null && to === null ? matches : matches.filter((match) => {
    const names = [outletOf(articles[match.a]), outletOf(articles[match.b])];
    return (from === null || names.includes(from)) && (to === null || names.includes(to)) && (from !== to || names[0] === names[1]);
  });
  const rows = wanted.map((match) => {
    const [left, right, swapped] = inOrder(match);
    const edge = edgeBetween(match.a, match.b);
    return { match, left, right, swapped, edge, lag: match.lag === null ? null : Math.abs(match.lag) };
  });
  const about_ = from === null ? null : h('p.lead', null, bdi(from), ' → ', bdi(to), '. Pairs of these two outlets in this file, whichever way the text went. ', link(address('pairs'), 'All pairs'));
  const { shown, bar } = facetBar('pairs', route, rows, facetsOf((row) => `${row.left.title || row.left.id} ${row.right.title || row.right.id} ${outletOf(row.left)} ${outletOf(row.right)}`, [
    { key: 'relation', label: 'Relation', names: LABELS.relation, of: (row) => row.match.relation },
    { key: 'outlet', label: 'Outlets', values: ['two', 'one'], names: { two: 'two outlets', one: 'the same outlet' }, of: (row) => (row.match.same_outlet ? 'one' : 'two') },
    { key: 'order', label: 'Order', values: ['known', 'inferred', 'unknown', 'none'], names: { known: 'known', inferred: 'inferred', unknown: 'not determined', none: 'no copy between them' }, of: (row) => (row.edge ? row.edge.direction : 'none') },
  ]));
  return [
    head('Pairs that share text', about_ || h('p.lead', null, `${count(whole.matches)} pairs in the run, ${count(matches.length)} of them in this ${about.served ? 'list' : 'file'}, the earlier text first where the order is known.`)),
    bar,
    shown.length ? table({
      caption: 'Pairs', name: 'pairs', rows: shown, order: '-shared', state: sortState(route),
      columns: [
        { key: 'left', label: 'Text', width: 22, value: (row) => row.left.title || row.left.id, cell: (row) => link(address('pair', [row.match.id]), h('span.by', null, outletName(row.left)), ' ', titleOf(row.left)) },
        { key: 'right', label: 'Other text', width: 22, value: (row) => row.right.title || row.right.id, cell: (row) => [h('span.by', null, outletName(row.right)), ' ', titleOf(row.right)] },
        { key: 'relation', label: 'Relation', width: 9, value: (row) => label('relation', row.match.relation) },
        { key: 'shared', label: 'Shared words', number: true, width: 7, value: (row) => row.match.shared, cell: (row) => count(row.match.shared) },
        { key: 'in_left', label: 'Of the first', number: true, width: 7, value: (row) => (row.swapped ? row.match.in_b : row.match.in_a), cell: (row) => percent(row.swapped ? row.match.in_b : row.match.in_a) },
        { key: 'in_right', label: 'Of the other', number: true, width: 7, value: (row) => (row.swapped ? row.match.in_a : row.match.in_b), cell: (row) => percent(row.swapped ? row.match.in_a : row.match.in_b) },
        { key: 'lag', label: 'Lag', number: true, width: 8, value: (row) => row.lag, cell: (row) => lag(row.lag) },
      ],
    }) : empty('No pair of this file fits. ', link(address('pairs'), 'All pairs')),
    partNote(),
  ];
}

/** The two articles of a match, the earlier one first where that is known. */
function inOrder(match) {
  const edge = edgeBetween(match.a, match.b);
  const known = edge && edge.direction !== 'unknown' ? edge.src === match.b : match.lag !== null && match.lag < 0;
  return known ? [articles[match.b], articles[match.a], true] : [articles[match.a], articles[match.b], false];
}

function quotationsView(route) {
  if (!utterances.length) return [head('Quotations'), empty('No quotation of this run stands in more than one place.')];
  const { shown, bar } = facetBar('quotations', route, utterances, facetsOf((row) => `${row.text} ${row.speaker || ''}`, [
    { key: 'drift', label: 'Drift', values: ['grave', 'some', 'none'], names: { grave: 'meaning or speaker touched', some: 'wording changed', none: 'all alike' }, of: (row) => (row.flags.some((flag) => GRAVE.has(flag)) ? 'grave' : row.variants > 1 ? 'some' : 'none') },
    { key: 'outlets', label: 'Outlets', values: ['one', 'more'], names: { one: 'one', more: 'several' }, of: (row) => (row.outlets > 1 ? 'more' : 'one') },
    { key: 'first', label: 'First', values: ['known', 'open'], names: { known: 'known', open: 'not determined' }, of: (row) => (row.first_known ? 'known' : 'open') },
  ]));
  return [
    head('Quotations', h('p.lead', null, `Things said that are printed more than once: ${plural(part.all[2], 'quotation')}, ${count(whole.shared_utterances)} of them by more than one article.`)),
    bar,
    shown.length ? table({
      caption: 'Quotations', name: 'quotations', rows: shown, state: sortState(route),
      columns: [
        { key: 'text', label: 'Words', width: 32, value: (row) => row.text, cell: (row) => link(address('utterance', [row.id]), '“', bdi(shorten(row.text, 90)), '”') },
        { key: 'speaker', label: 'Speaker', width: 11, value: (row) => row.speaker, cell: (row) => (row.speaker ? bdi(row.speaker) : h('span.soft', null, 'not named')) },
        { key: 'quotes', label: 'Printings', number: true, width: 7, value: (row) => row.quotes },
        { key: 'outlets', label: 'Outlets', number: true, width: 6, value: (row) => row.outlets },
        { key: 'variants', label: 'Wordings', number: true, width: 7, value: (row) => row.variants },
        { key: 'flags', label: 'Flags', width: 16, value: (row) => row.flags.map((flag) => label('flag', flag)).join(', '), cell: (row) => flagList(row.flags) },
      ],
    }) : empty('No quotation of this file fits. ', link(address('quotations'), 'Show all')),
    partNote(),
  ];
}

function flagList(flags) {
  if (!flags.length) return h('span.soft', null, 'none');
  return flags.map((flag) => [tag(label('flag', flag), GRAVE.has(flag) ? 'grave' : null), ' ']);
}

function articlesView(route) {
  const rows = articles.filter((article) => article.text !== null || about.redacted || about.served);
  const { shown, bar } = facetBar('articles', route, rows, facetsOf((row) => `${row.title || ''} ${row.id} ${outletOf(row)} ${row.byline || ''}`, [
    { key: 'outlet', label: 'Outlet', of: outletOf },
    { key: 'credit', label: 'Credit', values: ['full', 'mention', 'none'], names: { full: 'of the text', mention: 'of a claim', none: 'none found' }, of: (row) => row.credit },
    { key: 'dated', label: 'Date', of: (row) => label('precision', row.precision) },
  ]));
  return [
    head('Articles', h('p.lead', null, `${count(rows.length)} of ${plural(whole.articles, 'article')} are in this ${about.served ? 'list: those that share something. Search finds the others.' : 'file: those of its cases.'}`)),
    bar,
    shown.length ? table({
      caption: 'Articles', name: 'articles', rows: shown, order: 'at', state: sortState(route),
      columns: [
        { key: 'title', label: 'Title', width: 26, value: (row) => row.title || row.id, cell: articleLink },
        { key: 'outlet', label: 'Outlet', width: 12, value: (row) => row.outlet, cell: outletName },
        { key: 'at', label: 'Published', width: 15, value: (row) => row.at, cell: when },
        { key: 'language', label: 'Language', width: 6, value: (row) => row.language, cell: (row) => row.language || 'not determined' },
        { key: 'words', label: 'Words', number: true, width: 6, value: (row) => row.words, cell: (row) => count(row.words) },
        { key: 'credit', label: 'Credit', width: 9, value: (row) => row.credit, cell: (row) => ({ full: 'of the text', mention: 'of a claim', none: 'none found' }[row.credit] || row.credit) },
      ],
    }) : empty('No article fits these filters. ', link(address('articles'), 'Show all')),
  ];
}


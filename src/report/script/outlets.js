// Outlets: who echoes whom, credited or not?

/** Most rows and columns of the matrix; the table below it has all pairs. */
const MATRIX = 24;

function outletView(route) {
  if (!outletEdges.length) {
    return [head('Outlets'), empty('No outlet takes text from another in this run, as far as the order is known.'), outletTable(route)];
  }
  const measure = route.params.get('count') === 'words' ? 'words' : 'articles';
  const by = route.params.get('by') || 'flow';
  const given = new Map();
  const taken = new Map();
  for (const edge of outletEdges) {
    given.set(edge.src, (given.get(edge.src) || 0) + edge[measure]);
    taken.set(edge.dst, (taken.get(edge.dst) || 0) + edge[measure]);
  }
  const order = (sums) => [...sums.keys()].sort((x, y) => (by === 'name' ? x.localeCompare(y) : sums.get(y) - sums.get(x) || x.localeCompare(y)));
  const [sources, takers] = [order(given).slice(0, MATRIX), order(taken).slice(0, MATRIX)];
  const cells = new Map(outletEdges.map((edge) => [`${edge.src}\u0000${edge.dst}`, edge]));
  const most = Math.max(...outletEdges.map((edge) => edge[measure]));
  const choose = (key, value, text, current) =>
    h('a.choice', { href: address('outlets', [], withParam(route.params, key, value)), 'aria-current': current ? 'true' : null }, text);
  const rows = takers.map((dst) => h('tr', null, h('th', { scope: 'row' }, bdi(dst)),
    ...sources.map((src) => {
      const edge = cells.get(`${src}\u0000${dst}`);
      if (!edge) return h('td.none', null, src === dst ? '' : h('span', { 'aria-hidden': 'true' }, '·'), src === dst ? null : unseen('nothing'));
      const strength = Math.sqrt(edge[measure] / most);
      const mark = svg('svg', { class: 'cellmark', viewBox: '0 0 40 6', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
        svg('rect', { width: 40, height: 6, class: 'rail' }), svg('rect', { width: 40 * edge.credited_share, height: 6, fill: fill('verbatim') }));
      const cell = h('td.cell', null, link(address('pairs', [], { from: src, to: dst }), h('strong', null, count(edge[measure])),
        h('span.small', null, ` ${percent(edge.credited_share)}`), unseen(` ${measure} that ${dst} has from ${src}, credited`), mark));
      cell.style.setProperty('--strength', String(Math.round(8 + 34 * strength)));
      return cell;
    })));
  const matrix = h('table.matrix', null,
    h('caption.unseen', null, 'Who has text from whom'),
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'later \\ first'), ...sources.map((src) => h('th', { scope: 'col' }, bdi(src))))), h('tbody', null, ...rows));
  const top = outletEdges[0];
  const left = Math.max(0, given.size - MATRIX) + Math.max(0, taken.size - MATRIX);
  return [
    head('Who echoes whom', h('p.lead', null, 'The largest flow: ', bdi(top.src), ' → ', bdi(top.dst),
      `, ${count(top.words)} words in ${plural(top.articles, 'article')}, ${percent(top.credited_share)} credited.`)),
    h('div.choices', { role: 'group', 'aria-label': 'Matrix' },
      h('span', null, 'count '), choose('count', 'articles', 'articles', measure === 'articles'), choose('count', 'words', 'words', measure === 'words'),
      h('span', null, ' order '), choose('by', 'flow', 'by amount', by !== 'name'), choose('by', 'name', 'by name', by === 'name')),
    h('p.soft', null, `Rows have it later, columns had it first. Number: ${measure}; share and bar: how much of it is credited. Only where the order is known or inferred.`),
    h('div.box.fit', { role: 'region', 'aria-label': 'Matrix of outlets', tabindex: '0' }, matrix),
    left ? h('p.soft', null, `${plural(left, 'outlet')} with less are in the table alone.`) : null,
    section('The same as a table', table({
      caption: 'Text that went from one outlet to another', name: 'outlet-edges', rows: outletEdges, order: '-words',
      columns: [
        { key: 'src', label: 'Had it first', width: 14, value: (row) => row.src, cell: (row) => bdi(row.src) },
        { key: 'dst', label: 'Has it later', width: 14, value: (row) => row.dst, cell: (row) => link(address('pairs', [], { from: row.src, to: row.dst }), bdi(row.dst)) },
        { key: 'articles', label: 'Articles', number: true, width: 7, value: (row) => row.articles, cell: (row) => count(row.articles) },
        { key: 'words', label: 'Words', number: true, width: 7, value: (row) => row.words, cell: (row) => count(row.words) },
        { key: 'credited', label: 'Credited', number: true, width: 7, value: (row) => row.credited_share, cell: (row) => percent(row.credited_share) },
        { key: 'lag', label: 'Median lag', number: true, width: 8, value: (row) => row.median_lag, cell: (row) => lag(row.median_lag) },
      ],
    })),
    outletTable(route),
  ];
}

function outletTable(route) {
  return section('Outlets in sum', table({
    caption: 'Outlets', name: 'outlets', rows: outlets, order: '-articles', state: sortState(route),
    columns: [
      { key: 'outlet', label: 'Outlet', width: 14, value: (row) => row.outlet, cell: (row) => bdi(row.outlet) },
      { key: 'articles', label: 'Articles', number: true, width: 7, value: (row) => row.articles, cell: (row) => count(row.articles) },
      { key: 'first', label: 'First', number: true, width: 6, value: (row) => row.first, cell: (row) => count(row.first) },
      { key: 'echoed', label: 'Echo', number: true, width: 6, value: (row) => row.echoed, cell: (row) => count(row.echoed) },
      { key: 'words_out', label: 'Words given', number: true, width: 8, value: (row) => row.words_out, cell: (row) => count(row.words_out) },
      { key: 'words_in', label: 'Words taken', number: true, width: 8, value: (row) => row.words_in, cell: (row) => count(row.words_in) },
      { key: 'credited', label: 'Credited', number: true, width: 7, value: (row) => row.credited_share, cell: (row) => (row.credited_share === null ? '–' : percent(row.credited_share)) },
      { key: 'lag', label: 'Median lag', number: true, width: 8, value: (row) => row.median_lag, cell: (row) => (row.median_lag === null ? '–' : lag(row.median_lag)) },
      { key: 'dated', label: 'Dated', number: true, width: 6, value: (row) => row.dated_share, cell: (row) => percent(row.dated_share) },
    ],
  }));
}


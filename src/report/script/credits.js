// Credits: who credits how, and what was looked for?

function creditTable(list, caption, route) {
  return table({
    caption, name: 'credits', rows: list, state: route ? sortState(route) : null,
    columns: [
      { key: 'names', label: 'Names', width: 13, value: (row) => row.names, cell: (row) => bdi(row.names) },
      { key: 'kind', label: 'How', width: 12, value: (row) => label('credit', row.kind) },
      { key: 'text', label: 'Wording', width: 24, value: (row) => row.text, cell: (row) => bdi(shorten(row.text, 120)) },
      { key: 'level', label: 'Of', width: 8, value: (row) => (row.level === 'full' ? 'the text' : 'a claim') },
      { key: 'inherited', label: 'Copied along', width: 8, value: (row) => (row.inherited ? 'yes' : 'no') },
      { key: 'outlet', label: 'In', width: 12, value: (row) => outletOf(articles[row.article]), cell: (row) => outletName(articles[row.article]) },
      { key: 'article', label: 'Article', width: 18, value: (row) => articles[row.article].title || articles[row.article].id, cell: (row) => articleLink(articles[row.article]) },
    ],
  });
}

function creditsView(route) {
  const kinds = Object.keys(LABELS.credit);
  const { shown, bar } = facetBar('credits', route, credits, facetsOf((row) => `${row.names} ${row.text} ${outletOf(articles[row.article])}`, [
    { key: 'kind', label: 'How', names: LABELS.credit, of: (row) => row.kind },
    { key: 'level', label: 'Of', values: ['full', 'mention'], names: { full: 'the text', mention: 'a claim' }, of: (row) => row.level },
    { key: 'inherited', label: 'Copied along', values: ['no', 'yes'], of: (row) => (row.inherited ? 'yes' : 'no') },
  ]));
  return [
    head('Credits', h('p.lead', null, `${plural(whole.credits, 'credit')} in ${plural(whole.credited_articles, 'article')} of ${count(whole.articles)}.`)),
    section('What was looked for', bars('Credits by kind of wording', kinds.map((kind) => ({ name: label('credit', kind), value: whole.credit_kinds[kind] || 0, kind: 'verbatim' })), 'credits'),
      h('p.soft', null, 'These thirteen kinds are all. An agreement that is not printed, a logo or a note on another page are not seen: “none found” is a statement about the words.')),
    creditPairs.length ? section('Who credits whom', table({
      caption: 'Outlets and whom they credit', name: 'credit-pairs', rows: creditPairs, order: '-articles',
      columns: [
        { key: 'outlet', label: 'Outlet', width: 14, value: (row) => row.outlet, cell: (row) => (row.outlet ? bdi(row.outlet) : 'no outlet given') },
        { key: 'names', label: 'Credits', width: 16, value: (row) => row.names, cell: (row) => bdi(row.names) },
        { key: 'articles', label: 'Articles', number: true, width: 7, value: (row) => row.articles, cell: (row) => count(row.articles) },
        { key: 'kinds', label: 'How', width: 24, value: (row) => kindsText(row), cell: (row) => kindsText(row) },
      ],
    })) : null,
    section('The wordings', h('p.soft', null, `Of the ${plural(part.texts, 'article')} whose texts are in this ${about.served ? 'list' : 'file'}.`), bar,
      shown.length ? creditTable(shown, 'Credits', route) : empty('No credit fits these filters. ', link(address('credits'), 'Show all'))),
  ];
}

function kindsText(row) {
  return Object.entries(row.kinds).map(([kind, n]) => `${label('credit', kind)} ${n}`).join(', ');
}


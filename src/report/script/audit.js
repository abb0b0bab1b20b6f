// The audit: who holds text of our stories, how much, credited or not; or what of one's own articles stood elsewhere.

const audited = island.audit ? {
  outlets: rowsOf(island.audit.outlets), stories: rowsOf(island.audit.stories), uses: rowsOf(island.audit.uses), targets: rowsOf(island.audit.targets),
} : null;

/** A link where the article is in this file, its id where it is not. */
function articleNamed(id, title) {
  const article = articleById.get(id);
  return article ? articleLink(article) : bdi(title || id);
}

function numberColumn(key, label, width) {
  return { key, label, number: true, width: width || 7, value: (row) => row[key], cell: (row) => count(row[key]) };
}

function lagColumn(key, label) {
  return { key, label, number: true, width: 8, value: (row) => row[key], cell: (row) => (row[key] === null ? '–' : lag(row[key])) };
}

function auditView(route) {
  if (!audited) return [head('Audit'), empty('This run is no audit. ', link(address('overview'), 'Overview'))];
  const told = whole.audit;
  const one = route.params.get('of');
  const uses = one ? audited.uses.filter((row) => row.story === one || row.article === one) : audited.uses;
  const stories = told.of === 'stories';
  return [
    head(stories ? 'Who holds our stories' : 'What stood elsewhere', h('p.lead', null, stories
      ? `${count(told.used)} of ${plural(told.watched, 'story', 'stories')} of ours, in ${plural(told.held_by, 'article')} of others: ${count(told.full)} in full, ${count(told.part)} in part; a credit was found in ${count(told.credited)}.`
      : `${count(told.used)} of ${plural(told.watched, 'article')} share text with others that were, or may have been, earlier.`)),
    h('p.soft', null, 'Shared text is no finding of fault, and a credit not found is no proof that there was none: a licence, a caption or a page’s frame may hold it.'),
    audited.outlets.length ? section('Outlets', table({
      caption: 'What outlets have of our stories', name: 'audit-outlets', rows: audited.outlets, order: '-words_used',
      columns: [
        { key: 'outlet', label: 'Outlet', width: 14, value: (row) => row.outlet, cell: (row) => bdi(row.outlet) },
        numberColumn('stories', 'Stories'), numberColumn('full', 'In full'), numberColumn('part', 'In part'), numberColumn('words_used', 'Words', 8),
        numberColumn('credited', 'Credited'), numberColumn('uncredited', 'No credit'), numberColumn('headline_changed', 'Retitled'), lagColumn('lag', 'Median lag'),
      ],
    })) : null,
    audited.stories.length ? section('Stories', table({
      caption: 'Our stories', name: 'stories', rows: audited.stories, order: '-used_by', state: sortState(route),
      columns: [
        { key: 'story', label: 'Story', width: 24, value: (row) => row.title || row.id, cell: (row) => articleNamed(row.id, row.title) },
        { key: 'used_by', label: 'Held by', number: true, width: 7, value: (row) => row.used_by, cell: (row) => (row.used_by ? link(address('audit', [], { of: row.id }), count(row.used_by)) : '0') },
        numberColumn('full', 'In full'), numberColumn('part', 'In part'), numberColumn('words_used', 'Words', 8), numberColumn('credited', 'Credited'),
        numberColumn('uncredited', 'No credit'), numberColumn('quoted', 'Quoted'), lagColumn('lag', 'First after'),
      ],
    })) : null,
    audited.targets.length ? section('Articles held against others', table({
      caption: 'Articles held against others', name: 'targets', rows: audited.targets, order: '-shared_words', state: sortState(route),
      columns: [
        { key: 'article', label: 'Article', width: 24, value: (row) => row.title || row.id, cell: (row) => articleNamed(row.id, row.title) },
        numberColumn('words', 'Words'), numberColumn('shared_words', 'Shared'),
        { key: 'share', label: 'Share', number: true, width: 7, value: (row) => row.share, cell: (row) => percent(row.share) },
        { key: 'sources', label: 'Sources', number: true, width: 7, value: (row) => row.sources, cell: (row) => (row.sources ? link(address('audit', [], { of: row.id }), count(row.sources)) : '0') },
        numberColumn('credited', 'Credited'), numberColumn('uncredited', 'No credit'),
      ],
    })) : null,
    section(one ? 'Of one' : 'One by one', one ? h('p.soft', null, articleNamed(one), '. ', link(address('audit'), 'Show all')) : null,
      uses.length ? table({
        caption: 'Articles that share text with a story', name: 'uses', rows: uses, order: '-words',
        columns: [
          { key: 'story', label: 'Story', width: 18, value: (row) => row.story, cell: (row) => articleNamed(row.story) },
          { key: 'outlet', label: 'Outlet', width: 12, value: (row) => row.outlet, cell: (row) => (row.outlet ? bdi(row.outlet) : 'no outlet given') },
          { key: 'article', label: 'Article', width: 18, value: (row) => row.article, cell: (row) => articleNamed(row.article) },
          { key: 'extent', label: 'Extent', width: 8, value: (row) => ({ full: 'in full', part: 'in part', quoted: 'quotations' }[row.extent] || row.extent) },
          numberColumn('words', 'Words'),
          { key: 'share', label: 'Of the story', number: true, width: 7, value: (row) => row.share_of_story, cell: (row) => percent(row.share_of_story) },
          { key: 'lag', label: 'After', number: true, width: 8, value: (row) => row.lag, cell: (row) => (row.lag === null ? (row.order === 'later' ? 'later' : 'not determined') : lag(row.lag)) },
          { key: 'credit', label: 'Credit', width: 18, value: (row) => row.credit, cell: (row) => (row.credit ? bdi(shorten(row.credit, 120)) : 'not found') },
        ],
      }) : empty('Nobody shares text of it. ', link(address('audit'), 'Show all'))),
  ];
}


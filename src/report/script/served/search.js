// Search: where do these words stand, in articles or in what they quote?

const SEARCH_ROWS = 20;
const MANNER = { articles: 'articles', quotations: 'quotations' };

/** Pieces of text with the words that were asked for marked. */
function pieces(list) {
  return list.map(({ text, hit }) => (hit ? h('mark.hit', null, text.replace(/\s+/g, ' ')) : text.replace(/\s+/g, ' ')));
}

function searchView(route) {
  const params = route.params;
  const kind = params.get('in') === 'quotations' ? 'quotations' : 'articles';
  const words = h('input', { id: 'search-q', type: 'search', name: 'q', value: params.get('q') || '', autocomplete: 'off', maxlength: 400 });
  const choose = h('select', { id: 'search-in' }, ...Object.entries(MANNER).map(([value, name]) => h('option', { value, selected: value === kind }, name)));
  const dates = ['from', 'to'].map((name) => h('input', { id: `search-${name}`, type: 'date', value: params.get(name) || '' }));
  const outletChoice = h('select', { id: 'search-outlet' }, h('option', { value: '' }, 'any'), params.get('outlet') ? h('option', { value: params.get('outlet'), selected: true }, params.get('outlet')) : null);
  const asked = (focus) => {
    let next = new URLSearchParams();
    const values = { q: words.value.trim(), in: choose.value === 'quotations' ? 'quotations' : '', outlet: outletChoice.value, from: dates[0].value, to: dates[1].value };
    for (const [key, value] of Object.entries(values)) next = withParam(next, key, value);
    go('search', [], next, focus);
  };
  for (const node of [choose, outletChoice, ...dates]) node.addEventListener('change', () => asked(node.id));
  const results = h('div', { id: 'results' });
  const page = [
    head('Search', h('p.lead', null, 'All words have to stand in it; “words in marks” one after the other.')),
    h('form.facets', { role: 'search', 'aria-label': 'Search', onsubmit: (event) => { event.preventDefault(); asked('search-q'); } },
      h('div.facet.wide', null, h('label', { for: 'search-q' }, 'Words'), words),
      h('div.facet', null, h('label', { for: 'search-in' }, 'In'), choose),
      h('div.facet', null, h('label', { for: 'search-outlet' }, 'Outlet'), outletChoice),
      h('div.facet', null, h('label', { for: 'search-from' }, 'From'), dates[0]),
      h('div.facet', null, h('label', { for: 'search-to' }, 'To'), dates[1]),
      h('div.facet', null, h('button', { type: 'submit' }, 'Search'))),
    results,
  ];
  if (params.get('q')) {
    results.append(h('p.soft', null, 'Searching …'));
    const query = new URLSearchParams({ q: params.get('q'), in: kind, limit: String(SEARCH_ROWS) });
    for (const name of ['outlet', 'from', 'to']) if (params.get(name)) query.set(name, params.get(name));
    answerInto(results, async () => {
      const found = await ask(`/api/v1/search?${query}`);
      for (const [name, n] of found.outlets) {
        const known = [...outletChoice.options].find((option) => option.value === name);
        if (known) known.textContent = `${name} (${count(n)})`;
        else outletChoice.append(h('option', { value: name }, `${name} (${count(n)})`));
      }
      announce(`${plural(found.total, 'result')}`);
      return resultList(found, kind, query);
    });
  }
  return page;
}

function resultList(found, kind, query) {
  if (!found.rows.length) return empty('Nothing holds all of these words. Fewer words, or another filter, may find more.');
  const list = h('ol.results', null, ...found.rows.map((row) => resultLine(row, kind)));
  const more = h('p.under');
  const next = (cursor) => {
    more.replaceChildren();
    if (!cursor) return;
    const button = h('button', { type: 'button', id: 'search-more' }, 'More');
    button.addEventListener('click', async () => {
      button.disabled = true;
      const page = await ask(`/api/v1/search?${new URLSearchParams([...query, ['cursor', cursor]])}`);
      const first = list.children.length;
      list.append(...page.rows.map((row) => resultLine(row, kind)));
      next(page.next_cursor);
      list.children[first].querySelector('a').focus();
    });
    more.append(button);
  };
  next(found.next_cursor);
  return [h('p.result', { role: 'note' }, h('strong', null, count(found.total)), ` ${kind === 'articles' ? (found.total === 1 ? 'article' : 'articles') : (found.total === 1 ? 'quotation' : 'quotations')}`,
    found.texts ? '' : h('span.soft', null, ' · the run holds no texts: only titles were searched')), list, more];
}

function resultLine(row, kind) {
  const date = row.published_at ? row.published_at.slice(0, 10) : 'undated';
  const source = h('p.source', null, row.outlet ? bdi(row.outlet) : h('span.soft', null, 'no outlet given'), h('span.soft', null, ` · ${date}`));
  if (kind === 'articles') {
    const title = row.title.length ? h('bdi', null, ...pieces(row.title)) : ['no title · ', bdi(row.article_id)];
    if (row.cluster_id) source.append(h('span.soft', null, ' · '), link(address('cluster', [row.cluster_id]), 'its cluster'));
    return h('li', null, h('p.found', null, link(address('article', [row.article_id]), title)), source, row.snippet.length ? h('p.snippet', { dir: 'auto' }, ...pieces(row.snippet)) : null);
  }
  source.append(h('span.soft', null, ' · '), row.speaker ? bdi(row.speaker) : h('span.soft', null, 'no speaker named'),
    h('span.soft', null, ` · ${plural(row.printings, 'printing')} · `), link(address('article', [row.article_id]), 'the article'));
  return h('li', null, h('p.found', { dir: 'auto' }, link(address('utterance', [row.utterance_id]), '“', ...pieces(row.text), '”')), source);
}

const LISTED = { ...VIEWS };
for (const name of Object.keys(VIEWS)) delete VIEWS[name];
Object.assign(VIEWS, { overview: LISTED.overview, search: { view: searchView, name: 'Search' } }, LISTED);
GO.f = 'search';


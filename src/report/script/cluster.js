// One cluster: how did this text spread, and what changed on the way?

function clusterView(route) {
  const cluster = clusterById.get(route.ids[0]);
  if (!cluster || !cluster.here) return missing('cluster', 'clusters');
  const list = (membersOf.get(cluster.id) || []).map((member) => ({ member, article: articles[member.article] }));
  list.sort((x, y) => Number(x.article.at === null) - Number(y.article.at === null) || x.article.at - y.article.at || x.article.number - y.article.number);
  const survivor = list.find(({ member }) => member.role === 'survivor');
  const dated = list.filter(({ article }) => article.at !== null);
  const lead = [`${plural(cluster.size, 'article')} · ${plural(cluster.outlets, 'outlet')} · ${plural(cluster.independent, 'text')} not shown to depend on another · lowest overlap ${percent(cluster.lowest)} · `,
    dated.length ? ['earliest time given: ', outletName(dated[0].article), ' ', when(dated[0].article)] : 'no member is dated'];
  return [
    h('p.crumb', null, link(address('clusters'), 'Clusters')),
    head(cluster.title ? bdi(cluster.title) : cluster.id, h('p.lead', null, ...lead)),
    verdictBlock('cluster', cluster.id),
    cluster.template ? h('p.note', null, 'These texts may be one form that was filled in several times: they share a frame, and differ in names and numbers all over.') : null,
    section('When', timeline(list)),
    section('How it spread', ...echoTree(list)),
    section('What changed', heatMap(cluster, list, survivor, route)),
    section('Members', table({
      caption: 'Members of the cluster', name: 'members', rows: list, order: '-similarity',
      columns: [
        { key: 'outlet', label: 'Outlet', width: 12, value: ({ article }) => article.outlet, cell: ({ article }) => outletName(article) },
        { key: 'title', label: 'Title', width: 24, value: ({ article }) => article.title || article.id, cell: ({ article }) => articleLink(article) },
        { key: 'at', label: 'Published', width: 14, value: ({ article }) => article.at, cell: ({ article }) => when(article) },
        { key: 'role', label: 'Relation', width: 9, value: ({ member }) => label('relation', member.role) },
        { key: 'similarity', label: 'Overlap', number: true, width: 6, value: ({ member }) => member.similarity, cell: ({ member, article }) => overlapLink(member, article, survivor) },
        { key: 'words', label: 'Words', number: true, width: 6, value: ({ article }) => article.words, cell: ({ article }) => count(article.words) },
        { key: 'credit', label: 'Credit', width: 14, value: ({ article }) => creditText(article), cell: ({ article }) => creditText(article) },
      ],
    })),
  ];
}

function overlapLink(member, article, survivor) {
  const match = survivor && survivor.article !== article ? matchBetween(article.number, survivor.article.number) : null;
  return match ? link(address('pair', [match.id]), percent(member.similarity), unseen(` of ${outletOf(article)}, side by side`)) : percent(member.similarity);
}

function creditText(article) {
  const named = [...new Set((creditsIn.get(article.number) || []).filter((credit) => credit.kind !== 'unnamed_sources').map((credit) => credit.names))];
  if (named.length) return named.slice(0, 3).join(', ') + (named.length > 3 ? ', …' : '');
  return article.credit === 'none' ? 'none found' : article.agency || article.credit;
}

/** The best source of each member inside of the cluster, as nested lists. */
function echoTree(list) {
  const inside = new Set(list.map(({ article }) => article.number));
  const parent = new Map();
  const open = [];
  for (const { article } of list) {
    const incoming = (edgesTo.get(article.number) || []).filter((edge) => edge.src !== null && inside.has(edge.src) && edge.kind !== 'credit');
    const best = incoming.filter((edge) => edge.direction !== 'unknown').sort((x, y) => y.probability - x.probability)[0];
    if (best) parent.set(article.number, best);
    else if (incoming.length || (edgesFrom.get(article.number) || []).some((edge) => inside.has(edge.dst) && edge.direction === 'unknown')) open.push(article);
  }
  const children = new Map();
  for (const [number, edge] of parent) {
    if (!children.has(edge.src)) children.set(edge.src, []);
    children.get(edge.src).push(articles[number]);
  }
  const drawn = new Set();
  // Depth is bounded: edges that contradict each other could go round.
  const branch = (article, depth) => {
    drawn.add(article.number);
    const below = (children.get(article.number) || []).filter((child) => !drawn.has(child.number));
    return h('li', null, echoLine(article, parent.get(article.number)), below.length && depth < 40 ? h('ul', null, ...below.map((child) => branch(child, depth + 1))) : null);
  };
  const roots = list.map(({ article }) => article).filter((article) => !parent.has(article.number));
  const withBranches = roots.filter((article) => children.has(article.number));
  const alone = roots.filter((article) => !children.has(article.number));
  const parts = [];
  const trees = withBranches.map((article) => branch(article, 0));
  // Who is in no tree by now is in a circle of edges: each is shown where it stands.
  for (const { article } of list) if (parent.has(article.number) && !drawn.has(article.number)) trees.push(branch(article, 0));
  if (trees.length) parts.push(h('ul.tree', { 'aria-label': 'Echo tree' }, ...trees));
  else parts.push(empty('No order can be shown: times overlap or are missing, and no credit or link decides.'));
  if (alone.length) {
    parts.push(h('div.opened', null, h('p', null, h('strong', null, 'Order not determined')), h('ul', null, ...alone.map((article) => {
      const edge = (edgesTo.get(article.number) || []).concat(edgesFrom.get(article.number) || []).find((one) => one.direction === 'unknown' && one.src !== null && inside.has(one.src) && inside.has(one.dst));
      const other = edge ? articles[edge.src === article.number ? edge.dst : edge.src] : null;
      return h('li', null, echoName(article), other ? [' shares ', pairOrArticle(matchBetween(article.number, other.number), article, plural(edge.words, 'word')), ' with ', outletName(other)] : ' has no edge to another member');
    }))));
  }
  return parts;
}

function echoName(article) {
  return [h('strong', null, outletName(article)), ' ', when(article), ' ', link(address('article', [article.id]), titleOf(article))];
}

function echoLine(article, edge) {
  if (!edge) return h('p', null, echoName(article));
  const match = matchBetween(edge.src, edge.dst);
  const others = edge.alternatives.filter(([number]) => number !== null).slice(0, 2)
    .map(([number, , p]) => [outletName(articles[number]), ` ${probability(p)}`]);
  return h('p', null, h('span.p', { title: 'probability that this is the source' }, unseen('probability '), probability(edge.probability)), ' ', echoName(article), h('br'),
    h('span.soft', null, match ? link(address('pair', [match.id]), `${count(edge.words)} words, ${percent(edge.share)} of it`) : `${count(edge.words)} words, ${percent(edge.share)} of it`,
      edge.lag === null ? '' : ` · ${lag(edge.lag)}`, ` · ${label('direction', edge.direction)}: ${edge.evidence.map((one) => label('evidence', one)).join(', ') || 'no further evidence'}`,
      verdictTag('edge', edge.id), others.length ? [' · or from ', ...others.flatMap((one, i) => (i ? [', ', ...one] : one))] : ''));
}

/** A text of the cluster; the darker a stretch, the fewer of the others have it word for word. */
function heatMap(cluster, list, survivor, route) {
  const withText = list.filter(({ article }) => article.text !== null);
  if (!withText.length) return empty('The texts are not in this file.');
  const base = (withText.find(({ article }) => article.id === route.params.get('base')) || survivor || withText[0]).article;
  if (base.text === null) return empty('The text that the others were compared with is not in this file.');
  const others = list.filter(({ article }) => article !== base && matchBetween(base.number, article.number));
  const size = lengthOf(base);
  const kept = new Int32Array(size + 1);
  for (const { article } of others) {
    const match = matchBetween(base.number, article.number);
    const baseIsA = match.a === base.number;
    const held = new Uint8Array(size);
    for (const passage of passagesOf.get(match.id) || []) {
      for (const [start, end, op] of stretches(passage, baseIsA)) if (op === '=') held.fill(1, start, end);
    }
    for (let i = 0; i < size; i += 1) kept[i] += held[i];
  }
  const level = (i) => (others.length ? Math.min(4, Math.ceil((4 * (others.length - kept[i])) / others.length)) : 0);
  // Spaces and stops take the level of the word before, so that a stretch is not cut at each of them; line breaks have none.
  const text = slice(base, 0, size);
  const points = Array.from(text);
  const levels = [];
  for (let i = 0, last = 0; i < size; i += 1) {
    last = points[i] === '\n' ? 0 : /[\p{L}\p{N}]/u.test(points[i]) ? level(i) : last;
    levels.push(last);
  }
  const body = h('div.prose.heat', languageOf(base));
  for (let i = 0; i < size;) {
    let j = i;
    while (j < size && levels[j] === levels[i]) j += 1;
    const piece = slice(base, i, j);
    body.append(levels[i] ? h(`span.heat${levels[i]}`, { title: `${others.length - kept[i]} of ${others.length} others have it otherwise or not at all` }, piece) : textNodes(piece));
    i = j;
  }
  const select = h('select', { id: 'base' }, ...withText.map(({ article }) => h('option', { value: article.id, selected: article === base }, `${outletOf(article)}, ${whenText(article)}`)));
  select.addEventListener('change', () => go('cluster', [cluster.id], withParam(route.params, 'base', select.value), 'base'));
  return h('div', null,
    h('p.tools', null, h('label', { for: 'base' }, 'Text shown '), select),
    h('p.legend', null, 'Lacking or changed in: ', h('span.heat0', null, 'none'), h('span.heat1', null, 'a quarter of the others'), h('span.heat2', null, 'half'), h('span.heat3', null, 'three quarters'), h('span.heat4', null, 'all'),
      ` Compared with ${plural(others.length, 'other text')}.`),
    body);
}

/** Stretches of one side of a passage with the operation on them. */
function stretches(passage, left) {
  return stepsOf(passage).map(({ op, a, b }) => [...(left ? a : b), op]);
}

function languageOf(article) {
  return { dir: 'auto', lang: article.language && /^[a-z]{2,3}$/.test(article.language) ? article.language : null };
}

function missing(what, list) {
  if (about.served) return [head('Not in this run'), empty(`The run has no ${what} of this id. `, link(address(list), 'Go to the list'))];
  const others = part.names.length > 1 ? ' It may be in another file of this report.' : ' It is in the tables of the run, or was left out for want of room.';
  return [head('Not in this file'), empty(`This ${what} is not in this file.${others} `, link(address(list), 'Go to the list'))];
}


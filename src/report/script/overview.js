// Overview: what is in here, can I trust it, where do I look first?

function card(hash, number, name, note) {
  return h('a.card', { href: hash }, h('span.big', null, number), h('span.name', null, name), note ? h('span.soft', null, note) : null);
}

/** What deserves a look first, a line each with the way to it. */
function lookFirst() {
  const list = [];
  const uncredited = edges.filter((edge) => edge.src !== null && (edge.kind === 'reprint' || edge.kind === 'excerpt') && edge.direction !== 'unknown' &&
    !edge.evidence.includes('credit_names_src') && !edge.evidence.includes('link_to_src') && !sameOutlet(articles[edge.src], articles[edge.dst]));
  uncredited.sort((x, y) => y.words - x.words);
  for (const edge of uncredited.slice(0, 4)) {
    const [src, dst] = [articles[edge.src], articles[edge.dst]];
    const match = matchBetween(edge.src, edge.dst);
    list.push([pairOrArticle(match, dst, `${count(edge.words)} words`, ' of ', outletName(src), ' in ', outletName(dst)),
      [`${percent(edge.share)} of the later text · no credit to ${outletOf(src)} found · ${label('direction', edge.direction)}`]]);
  }
  for (const cluster of clusters.filter((one) => one.here).slice(0, 3)) {
    list.push([link(address('cluster', [cluster.id]), cluster.title ? bdi(cluster.title) : cluster.id),
      [`${plural(cluster.size, 'article')} · ${plural(cluster.outlets, 'outlet')} · ${plural(cluster.independent, 'independent text')}`]]);
  }
  const drifted = utterances.filter((one) => one.articles > 1 && one.flags.some((flag) => GRAVE.has(flag)));
  for (const one of drifted.slice(0, 4)) {
    list.push([link(address('utterance', [one.id]), '“', bdi(shorten(one.text, 80)), '”'),
      [one.flags.filter((flag) => GRAVE.has(flag)).map((flag) => label('flag', flag)).join(' · '), one.speaker ? [' · ', bdi(one.speaker)] : null]]);
  }
  if (!list.length) return empty('Nothing is shared between articles of this run, or nothing of it fits into this file.');
  return h('ul.first', null, ...list.map(([what, why]) => h('li', null, h('span.what', null, what), h('span.soft', null, ...why))));
}

function pairOrArticle(match, article, ...children) {
  return match ? link(address('pair', [match.id]), ...children) : link(address('article', [article.id]), ...children);
}

function sameOutlet(one, two) {
  return one.outlet !== null && one.outlet === two.outlet;
}

function shorten(text, most) {
  const chars = Array.from(text);
  return chars.length > most ? `${chars.slice(0, most - 1).join('')}…` : text;
}

function healthLine() {
  const notes = [];
  const undated = whole.articles - whole.dated;
  if (undated) notes.push(plural(undated, 'article undated', 'articles undated'));
  if (whole.no_outlet) notes.push(`${count(whole.no_outlet)} without an outlet`);
  if (whole.rejects) notes.push(plural(whole.rejects, 'row rejected', 'rows rejected'));
  if (about.repaired) notes.push(plural(about.repaired, 'text repaired', 'texts repaired'));
  if (whole.directions.unknown) notes.push(`order of ${plural(whole.directions.unknown, 'echo', 'echoes')} not determined`);
  if ((about.warnings || []).length) notes.push(plural(about.warnings.length, 'warning'));
  if ((about.caps_hit || []).length) notes.push(plural(about.caps_hit.length, 'work limit', 'work limits') + ' reached');
  const kept = whole.articles + whole.rejects;
  return h('p.health', null, h('strong', null, `${count(kept)} rows read = ${count(whole.articles)} kept + ${count(whole.rejects)} rejected. `),
    notes.length ? `${notes.join(' · ')}. ` : 'No notes. ', link(address('health'), 'Data health'));
}

function overview() {
  const open = whole.directions.unknown || 0;
  const echoes = Object.values(whole.directions).reduce((all, n) => all + n, 0);
  const days = whole.days;
  const span = days.length ? `${new Date(days[0][0] * DAY).toISOString().slice(0, 10)} to ${new Date(days[days.length - 1][0] * DAY).toISOString().slice(0, 10)}` : 'no dates';
  const copies = ['credited', 'credits_other', 'none_found', 'open', 'same_outlet'].filter((key) => whole.copies[key])
    .map((key) => ({ name: label('copies', key), value: whole.copies[key], kind: { credited: 'verbatim', none_found: 'edited', credits_other: 'quote', open: 'open', same_outlet: 'none' }[key] }));
  return [
    head('Who echoes whom', h('p.lead', null,
      `${plural(whole.articles, 'article')} of ${plural(whole.outlets, 'outlet')} · ${count(whole.words)} words · ${span} · dated ${percent(whole.articles ? whole.dated / whole.articles : 0)}`)),
    healthLine(),
    h('div.cards', null,
      card(address('clusters'), count(whole.in_clusters), 'articles in clusters', `${plural(whole.clusters, 'cluster')} of near-duplicates`),
      card(address('pairs'), count(whole.matches), 'pairs share text', `${count(whole.partial)} of them in part`),
      card(address('quotations'), count(whole.shared_utterances), 'quotations in several articles', `of ${plural(whole.quotes, 'quotation')}`),
      card(address('credits'), count(whole.credited_articles), 'articles credit a source', plural(whole.credits, 'credit')),
      card(address('health'), echoes ? percent(open / echoes) : '–', 'order not determined', `${count(open)} of ${plural(echoes, 'echo', 'echoes')}`)),
    section('Look here first', lookFirst()),
    h('div.halves', null,
      section('What kind of text is shared', bars('Shared words by kind, each pair counted',
        Object.keys(KINDS).map((kind) => ({ name: KINDS[kind].label, value: whole.kinds[kind] || 0, kind })), 'words'),
      h('p.soft', null, 'Boilerplate is what an outlet prints around all of its stories. It never counts as shared. Quotations may come from the speaker, not from another outlet.')),
      section('Are copies credited?', copies.length ? bars('Copies and excerpts by credit', copies, 'copies') : empty('No copies were found.'),
        h('p.soft', null, 'Credits are looked for in ', link(address('credits'), '13 kinds of wording'), '. “No credit found” says that none of them stands in the text; it does not say that there was no permission.'))),
    section('Over time', histogram(whole.days)),
    partNote(),
  ];
}

/** What this file leaves out. */
function partNote() {
  const [clusters_, matches_, utterances_] = part.shown;
  const text = `${about.served ? 'Listed here' : 'In this file'}: ${count(clusters_)} of ${plural(part.all[0], 'cluster')}, ${count(matches_)} of ${plural(part.all[1], 'pair')}, ${count(utterances_)} of ${plural(part.all[2], 'repeated quotation')}, ${about.served ? 'each with a page of its own' : `with the texts of ${plural(part.texts, 'article')}`}. All numbers on this page are those of the whole run.`;
  const others = part.names.length > 1
    ? h('nav', { 'aria-label': 'Files of this report' }, h('p', null, 'Files: ', ...part.names.map((name, i) => [i === part.own ? h('strong', null, String(i + 1)) : link(name, String(i + 1)), ' '])))
    : null;
  return h('aside.part', { 'aria-label': 'What is in this file' }, h('p.soft', null, text, about.redacted ? ' This report is redacted: it holds no texts, only the first words of passages and quotations.' : ''), others);
}


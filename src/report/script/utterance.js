// One thing said: who had it first, and who changed it?

function utteranceView(route) {
  const utterance = utteranceById.get(route.ids[0]);
  if (!utterance) return missing('quotation', 'quotations');
  const printings = quotesOf.get(utterance.id) || [];
  const base = printings.find((quote) => quote.id === utterance.base) || printings[0];
  const first = printings.find((quote) => quote.id === utterance.first);
  const speakers = new Map();
  for (const quote of printings) {
    const name = quote.speaker_from === 'article' && quote.speaker ? quote.speaker : null;
    speakers.set(name, (speakers.get(name) || 0) + 1);
  }
  const list = printings.filter((quote) => quote.article !== null).map((quote) => ({ article: articles[quote.article], member: { role: quote === base ? 'survivor' : '' } }));
  return [
    h('p.crumb', null, link(address('quotations'), 'Quotations')),
    head(['“', bdi(shorten(utterance.text, 160)), '”'], h('p.lead', null,
      utterance.speaker ? bdi(utterance.speaker) : 'no speaker named',
      ` · ${plural(utterance.quotes, 'printing')} · ${plural(utterance.outlets, 'outlet')} · ${plural(utterance.variants, 'wording')} · ${plural(utterance.independent, 'independent text')}`)),
    verdictBlock('utterance', utterance.id),
    facts([
      ['First', utterance.first_known && first && first.article !== null ? [outletName(articles[first.article]), ' ', when(articles[first.article])] : 'not determined'],
      ['Compared with', `the ${utterance.rule} printing`],
      ['Flags', flagList(utterance.flags)],
    ]),
    section('Wordings', collation(base, printings)),
    section('Speakers', h('ul.plain', null, ...[...speakers].sort((x, y) => y[1] - x[1]).map(([name, n]) => h('li', null, name === null ? 'not named by the article' : bdi(name), h('span.soft', null, ` in ${plural(n, 'printing')}`))))),
    section('When', timeline(list)),
    utterance.related.length ? section('The same words on another occasion', h('ul.plain', null, ...utterance.related.map((id) => {
      const other = utteranceById.get(id);
      return h('li', null, other ? link(address('utterance', [id]), '“', bdi(shorten(other.text, 80)), '”') : about.served ? link(address('utterance', [id]), id) : `${id} (not in this file)`);
    }))) : null,
    section('Printings', table({
      caption: 'Printings', name: 'printings', rows: printings, state: sortState(route),
      columns: [
        { key: 'outlet', label: 'Outlet', width: 12, value: (row) => (row.article === null ? '' : outletOf(articles[row.article])), cell: (row) => (row.article === null ? '' : outletName(articles[row.article])) },
        { key: 'article', label: 'Article', width: 20, value: (row) => (row.article === null ? '' : articles[row.article].id), cell: (row) => (row.article === null ? '' : articleLink(articles[row.article])) },
        { key: 'at', label: 'Published', width: 14, value: (row) => (row.article === null ? null : articles[row.article].at), cell: (row) => (row.article === null ? '' : when(articles[row.article])) },
        { key: 'speaker', label: 'Named as', width: 12, value: (row) => row.speaker_text || row.speaker, cell: (row) => (row.speaker_text ? bdi(row.speaker_text) : row.speaker_from === 'cluster' ? h('span.soft', null, 'named by others') : h('span.soft', null, 'not named')) },
        { key: 'change', label: 'Change', width: 12, value: (row) => label('change', row.change) },
        { key: 'flags', label: 'Flags', width: 14, value: (row) => row.flags.map((flag) => label('flag', flag)).join(', '), cell: (row) => flagList(row.flags) },
      ],
    })),
  ];
}

/** Printings of the same words in one row; each wording beside the base, with what was left out and put in. */
function collation(base, printings) {
  const groups = new Map();
  for (const quote of printings) {
    const key = JSON.stringify([quote.text.replace(/\s+/g, ' ').trim(), quote.change, quote.edits]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(quote);
  }
  const rows = [...groups.values()].sort((x, y) => Number(y.includes(base)) - Number(x.includes(base)) || y.length - x.length);
  const letter = (i) => (i < 26 ? String.fromCharCode(65 + i) : String(i + 1));
  const lines = rows.map((group, i) => {
    const quote = group[0];
    const flags = [...new Set(group.flatMap((one) => one.flags))];
    const names = [...new Set(group.map((one) => (one.article === null ? 'unknown' : outletOf(articles[one.article]))))];
    const isBase = group.includes(base);
    return h('tr', { role: 'row' }, h('th.chipcell', { scope: 'row', role: 'rowheader' }, h('span.chip', null, letter(i))),
      h('td', { role: 'cell' }, h('div.prose.wording', { dir: 'auto' }, isBase ? ['“', quote.text, '”'] : wording(base, quote))),
      h('td', { role: 'cell' }, h('strong', null, isBase ? 'base' : label('change', quote.change)), flags.length ? [h('br'), ...flagList(flags)] : null),
      h('td', { role: 'cell' }, ...names.slice(0, 6).flatMap((name, n) => [n ? ', ' : '', bdi(name)]), names.length > 6 ? ` and ${names.length - 6} more` : '', h('span.soft', null, ` · ${plural(group.length, 'printing')}`)));
  });
  return [h('p.legend', null, 'Beside the base (A): ', h('del', null, 'left out here'), ' ', h('ins', null, 'put in here')),
    h('div.box', { role: 'region', 'aria-label': 'Collation', tabindex: '0' }, h('table.collation', { role: 'table' }, h('caption.unseen', null, 'Each wording beside the base'),
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ...['', 'Wording', 'Change', 'Printed by'].map((text, i) => h('th', { scope: 'col', role: 'columnheader' }, i ? text : unseen('letter'))))),
      h('tbody', { role: 'rowgroup' }, ...lines)))];
}

/** A wording with the words of the base that it lacks. */
function wording(base, quote) {
  if (!quote.places.length || !base) return ['“', quote.text, '”'];
  const [from, to] = [Array.from(base.text), Array.from(quote.text)];
  const cutOf = (points, start, end) => points.slice(start, end).join('');
  const parts = ['“'];
  let at = 0;
  for (const { op, a: [a, b], b: [c, d] } of operations(quote.edits, quote.places, [0, from.length], [0, to.length])) {
    if (op === '=') continue;
    if (at < c) parts.push(cutOf(to, at, c));
    at = Math.max(at, c);
    // A word left out stands between spaces, wherever the words around it have theirs.
    if (op !== 'I') parts.push(at > 0 && !/\s$/.test(cutOf(to, at - 1, at)) ? ' ' : '', h('del', null, unseen('[left out: '), cutOf(from, a, b), unseen(']')), op === 'D' && at === 0 ? ' ' : '');
    if (op !== 'D') {
      parts.push(op === 'X' ? ' ' : '', h('ins', null, unseen('[put in: '), cutOf(to, at, d), unseen(']')));
      at = Math.max(at, d);
    }
  }
  parts.push(cutOf(to, at, to.length), '”');
  return parts;
}


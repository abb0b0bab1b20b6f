// Charts by hand. Each is a table with bars, or has its numbers in a table beside it.

/** A bar for each row beside its number: the table is the chart. `rows`: `{ name, value, kind, note }`. */
function bars(caption, rows, unit) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  const sum = rows.reduce((all, row) => all + row.value, 0);
  const lines = rows.map((row) => {
    const bar = svg('svg', { class: 'bar', viewBox: '0 0 200 12', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
      svg('rect', { class: 'rail', width: 200, height: 12 }),
      svg('rect', { width: Math.max(row.value ? 1.5 : 0, (200 * row.value) / most), height: 12, fill: fill(row.kind || 'none') }));
    return h('tr', null, h('th', { scope: 'row' }, row.name), h('td.number', null, count(row.value)),
      h('td.number.soft', null, sum ? percent(row.value / sum) : ''), h('td.barcell', null, bar));
  });
  return h('table.bars', null, h('caption', null, caption),
    h('thead.unseen', null, h('tr', null, ...['what', unit, 'share', 'bar'].map((text) => h('th', { scope: 'col' }, text)))), h('tbody', null, ...lines));
}

/** One bar cut into shares. */
function stack(shares, text) {
  const sum = shares.reduce((all, share) => all + share.value, 0) || 1;
  let x = 0;
  const pieces = shares.map((share) => {
    const width = (1000 * share.value) / sum;
    const piece = svg('rect', { x, width: Math.max(0, width - 1), height: 18, fill: fill(share.kind) });
    x += width;
    return piece;
  });
  return svg('svg', { class: 'stack', viewBox: '0 0 1000 18', preserveAspectRatio: 'none', role: 'img', 'aria-label': text }, ...pieces);
}

const DAY = 86400000;

/** Articles a day, or in as many days as make at most 60 bars. */
function histogram(days) {
  if (!days.length) return empty('No article has a date, so there is nothing to draw over time.');
  const [first, last] = [days[0][0], days[days.length - 1][0]];
  const step = Math.max(1, Math.ceil((last - first + 1) / 60));
  const bins = new Map();
  for (const [day, n] of days) {
    const bin = Math.floor((day - first) / step);
    bins.set(bin, (bins.get(bin) || 0) + n);
  }
  const size = Math.floor((last - first) / step) + 1;
  const most = Math.max(...bins.values());
  const width = 720 / size;
  const date = (bin) => new Date((first + bin * step) * DAY).toISOString().slice(0, 10);
  const rects = [...bins].map(([bin, n]) =>
    svg('rect', { x: bin * width + 0.5, y: 96 - (90 * n) / most, width: Math.max(1, Math.min(width - 1, 60)), height: (90 * n) / most, class: 'ink' },
      svg('title', null, `${date(bin)}: ${n}`)));
  const busiest = [...bins].reduce((best, bin) => (bin[1] > best[1] ? bin : best));
  const unit = step === 1 ? 'day' : `${step} days`;
  const text = `Dated articles from ${date(0)} to ${new Date(last * DAY).toISOString().slice(0, 10)}, most in the ${unit} from ${date(busiest[0])}: ${count(busiest[1])}.`;
  const rows = [...bins].sort((x, y) => x[0] - y[0]).map(([bin, n]) => ({ bin, n }));
  return h('figure', null,
    svg('svg', { class: 'histogram', viewBox: '0 0 720 100', preserveAspectRatio: 'none', role: 'img', 'aria-label': text },
      svg('line', { x1: 0, x2: 720, y1: 96.5, y2: 96.5, class: 'axis' }), ...rects),
    h('figcaption', null, text),
    h('details', null, h('summary', null, 'Table'),
      table({ caption: 'Dated articles over time', name: 'articles-over-time', rows,
        columns: [{ key: 'day', label: step === 1 ? 'Day' : 'From', value: (row) => date(row.bin) }, { key: 'n', label: 'Articles', number: true, value: (row) => row.n }] })));
}

/** Members of a cluster over time, a lane an outlet. A time that is not exact is drawn as wide as it is open. */
function timeline(list) {
  const dated = list.filter(({ article }) => article.at !== null);
  if (!dated.length) return empty('No member is dated: the order is not determined.');
  const from = Math.min(...dated.map(({ article }) => article.earliest ?? article.at));
  const to = Math.max(...dated.map(({ article }) => article.latest ?? article.at));
  const span = Math.max(to - from, 60000);
  const lanes = [...new Set(dated.map(({ article }) => outletOf(article)))];
  const [left, width, row] = [170, 530, 30];
  const height = lanes.length * row + 34;
  const x = (time) => left + 10 + ((width - 20) * (time - from)) / span;
  const parts = [];
  lanes.forEach((lane, i) => {
    const y = i * row + 16;
    const name = lane.length > 22 ? `${lane.slice(0, 21)}…` : lane;
    parts.push(svg('line', { x1: left, x2: left + width, y1: y, y2: y, class: 'lane' }), svg('text', { x: left - 10, y: y + 4, class: 'lanename' }, name));
  });
  for (const { article, member } of dated) {
    const y = lanes.indexOf(outletOf(article)) * row + 16;
    const [a, b] = [x(article.earliest ?? article.at), x(article.latest ?? article.at)];
    const shape = b - a > 8
      ? svg('rect', { x: a, y: y - 5, width: b - a, height: 10, rx: 5, class: `open ${member.role === 'survivor' ? 'base' : ''}` })
      : svg('circle', { cx: x(article.at), cy: y, r: 6, class: `point ${member.role === 'survivor' ? 'base' : ''}` });
    shape.append(svg('title', null, `${outletOf(article)}: ${whenText(article)}`));
    parts.push(shape);
  }
  const axis = lanes.length * row + 6;
  parts.push(svg('line', { x1: left, x2: left + width, y1: axis, y2: axis, class: 'axis' }));
  for (let i = 0; i <= 4; i += 1) {
    const time = from + (span * i) / 4;
    const text = span > 3 * DAY ? new Date(time).toISOString().slice(5, 10) : new Date(time).toISOString().slice(5, 16).replace('T', ' ');
    parts.push(svg('text', { x: x(time), y: axis + 18, class: 'tick', 'text-anchor': i === 0 ? 'start' : i === 4 ? 'end' : 'middle' }, text));
  }
  const undated = list.length - dated.length;
  const first = dated.reduce((best, one) => (one.article.at < best.article.at ? one : best));
  const text = `${plural(dated.length, 'dated article')} in ${plural(lanes.length, 'lane')}, from ${stamp(from, 'minute')} to ${stamp(to, 'minute')}; the earliest time given is that of ${outletOf(first.article)}.`;
  return h('figure.timeline', null,
    h('div.box', { tabindex: '0', role: 'region', 'aria-label': 'Timeline' }, svg('svg', { viewBox: `0 0 710 ${height}`, role: 'img', 'aria-label': text }, ...parts)),
    h('figcaption', null, text, ' Filled: the text the others were compared with. A bar is as wide as the time is open.',
      undated ? ` Undated and not drawn: ${undated}.` : ''));
}


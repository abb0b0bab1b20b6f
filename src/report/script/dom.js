// Elements and text. Text of articles becomes text nodes, and only here: nothing of it is ever parsed as markup.

const SVG = 'http://www.w3.org/2000/svg';

// C0 but the line feed, C1, soft hyphen, bidirectional and zero-width controls (the two joiners apart, which scripts need), separators,
// annotations, byte order mark, tags.
const UNSAFE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A character that commands, reorders or hides, as a mark that does none of that. */
function controlMark(char) {
  const code = char.codePointAt(0);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const mark = document.createElement('span');
  mark.className = 'control';
  mark.title = `an invisible character: ${name}`;
  mark.textContent = code < 0x20 ? String.fromCharCode(0x2400 + code) : name;
  return mark;
}

/** Text as nodes, with what is invisible made visible. */
function textNodes(text) {
  const fragment = document.createDocumentFragment();
  const plain = text.replaceAll('\r\n', '\n').replaceAll('\t', ' ');
  let from = 0;
  for (const found of plain.matchAll(UNSAFE)) {
    if (found.index > from) fragment.append(document.createTextNode(plain.slice(from, found.index)));
    fragment.append(controlMark(found[0]));
    from = found.index + found[0].length;
  }
  if (from < plain.length) fragment.append(document.createTextNode(plain.slice(from)));
  return fragment;
}

function put(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) put(node, child);
    else if (child instanceof Node) node.append(child);
    else node.append(textNodes(String(child)));
  }
  return node;
}

/** An element of ours: names of elements and attributes are written in this script, never taken from data. */
function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split('.');
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  return put(node, children);
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  return put(node, children);
}

/** Words that only a screen reader hears. */
function unseen(text) {
  return h('span.unseen', null, text);
}

/** A piece of foreign text inside of ours: its direction stays its own. */
function bdi(text) {
  return h('bdi', null, String(text).replace(/[\r\n]+/g, ' '));
}

/** The fragment of a view. */
function address(view, ids, params) {
  let hash = `#${view}`;
  for (const id of ids || []) hash += `/${encodeURIComponent(id)}`;
  const query = new URLSearchParams(params || {}).toString();
  return placed(view, ids || [], query ? `${hash}?${query}` : hash);
}

/** Where a fragment is looked at: in this page. A page of the server knows of others. */
let placed = (view, ids, hash) => hash;

function link(hash, ...children) {
  return h('a', { href: hash }, ...children);
}

/** A link out of the file, only where it is one of the web's. */
function outLink(url) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    return bdi(url);
  }
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return bdi(url);
  return h('a.out', { href: parsed.href, rel: 'noopener noreferrer nofollow', target: '_blank' }, bdi(url));
}

function titleOf(article) {
  return article.title ? bdi(article.title) : h('span.soft', null, 'no title · ', bdi(article.id));
}

function outletName(article) {
  return article.outlet ? bdi(article.outlet) : h('span.soft', null, 'no outlet given');
}

function articleLink(article) {
  return link(address('article', [article.id]), titleOf(article));
}

function when(article) {
  return h('span.when', null, whenText(article));
}

/** A label with the colour and the pattern of its kind. */
function kindTag(kind) {
  return h(`span.tag.k-${kind}`, { title: KINDS[kind].hint }, swatch(kind), KINDS[kind].label);
}

function swatch(kind) {
  return svg('svg', { class: 'swatch', width: 14, height: 14, 'aria-hidden': 'true', focusable: 'false' },
    svg('rect', { width: 14, height: 14, rx: 2, fill: fill(kind) }));
}

function fill(kind) {
  return `url(#fill-${kind})`;
}

/** The patterns of the kinds, once for the page: colour alone never says anything. */
function patterns() {
  const tile = (kind, ...marks) =>
    svg('pattern', { id: `fill-${kind}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', class: `ink-${kind}` },
      svg('rect', { width: 6, height: 6, class: 'ground' }), ...marks);
  return svg('svg', { class: 'defs', width: 0, height: 0, 'aria-hidden': 'true', focusable: 'false' },
    svg('defs', null,
      tile('verbatim'),
      tile('edited', svg('path', { d: 'M-1 7 L7 -1 M-1 1 L1 -1 M5 7 L7 5', class: 'stroke' })),
      tile('quote', svg('circle', { cx: 3, cy: 3, r: 1.3, class: 'dot' })),
      tile('boilerplate', svg('path', { d: 'M0 1.5 H6 M0 4.5 H6', class: 'stroke' })),
      tile('none'),
      tile('open', svg('path', { d: 'M0 0 L6 6 M6 0 L0 6', class: 'stroke' }))));
}

function head(title, ...rest) {
  return h('header.head', null, h('h1', { tabindex: '-1' }, title), ...rest);
}

function section(title, ...children) {
  return h('section', null, h('h2', null, title), ...children);
}

function empty(...children) {
  return h('p.empty', null, ...children);
}

/** Facts as a list of names and values. */
function facts(pairs) {
  return h('dl.facts', null, ...pairs.filter(Boolean).map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))));
}

function tag(text, kind) {
  return h(`span.flag${kind ? `.${kind}` : ''}`, null, text);
}

/** Tells a screen reader what has changed. */
function announce(text) {
  document.getElementById('status').textContent = text;
}

/** Gives the reader a file made of what is on the page. */
function download(name, text) {
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  const anchor = h('a', { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}


// The way through the page: a fragment names a view, its objects and its state, so every state is a link and "back" works.

const VIEWS = {
  overview: { view: overview, name: 'Overview' },
  audit: { view: auditView, name: whole.audit ? 'Audit' : null },
  outlets: { view: outletView, name: 'Outlets' },
  clusters: { view: clustersView, name: 'Clusters' },
  pairs: { view: pairsView, name: 'Pairs' },
  quotations: { view: quotationsView, name: 'Quotations' },
  articles: { view: articlesView, name: 'Articles' },
  credits: { view: creditsView, name: 'Credits' },
  health: { view: healthView, name: 'Data health' },
  verdicts: { view: verdictsView, name: verdicts.size ? 'Verdicts' : null },
  cluster: { view: clusterView, under: 'clusters' },
  pair: { view: pairView, under: 'pairs' },
  article: { view: articleView, under: 'articles' },
  utterance: { view: utteranceView, under: 'quotations' },
};

/** The view of an address without a fragment, and what it shows. */
const HOME = about.served && about.served.page ? about.served.page : ['overview'];

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readRoute() {
  const [path, query] = location.hash.replace(/^#/, '').split('?');
  const [name, ...ids] = path.split('/').map(decoded);
  if (!Object.hasOwn(VIEWS, name)) return { name: HOME[0], ids: HOME.slice(1), params: new URLSearchParams() };
  return { name, ids, params: new URLSearchParams(query || '') };
}

function withParam(params, key, value) {
  const changed = new URLSearchParams(params);
  if (value === null || value === '') changed.delete(key);
  else changed.set(key, value);
  return changed;
}

/** The element that has the focus again when the view has been drawn anew. */
let focusNext = null;

function go(view, ids, params, focus) {
  focusNext = focus || null;
  location.href = address(view, ids, params);
}

/** The order of a view's table, kept in the address without a step of its own in the history. */
function sortState(route) {
  return {
    get: () => readRoute().params.get('sort') || '',
    set: (text) => history.replaceState(null, '', address(route.name, route.ids, withParam(readRoute().params, 'sort', text))),
  };
}

let lastPlace = null;

/** Whether another page shows this, which is then on its way. A file has none. */
let elsewhere = () => false;

function show() {
  const route = readRoute();
  if (elsewhere(route)) return;
  const main = document.getElementById('main');
  const entry = VIEWS[route.name];
  const place = `${route.name}/${route.ids.join('/')}`;
  main.replaceChildren(...[entry.view(route)].flat(Infinity).filter((node) => node instanceof Node));
  main.dataset.view = route.name;
  for (const anchor of document.querySelectorAll('#nav a')) {
    if (anchor.dataset.view === (entry.under || route.name)) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }
  const heading = main.querySelector('h1');
  document.title = `${heading ? heading.textContent : 'Report'} · newsprint`;
  const passage = route.name === 'pair' && route.params.get('p') ? document.getElementById(`passage-${route.params.get('p')}`) : null;
  if (focusNext && document.getElementById(focusNext)) {
    document.getElementById(focusNext).focus({ preventScroll: true });
  } else if (passage) {
    passage.scrollIntoView({ block: 'center' });
    passage.focus({ preventScroll: true });
  } else if (place !== lastPlace && lastPlace !== null) {
    window.scrollTo(0, 0);
    if (heading) heading.focus({ preventScroll: true });
  }
  focusNext = null;
  lastPlace = place;
}

/** Draws nothing over an error: what could not be drawn is said. */
function safely() {
  try {
    show();
  } catch (error) {
    document.getElementById('main').replaceChildren(head('This view could not be drawn'), empty(String(error)), link(address('overview'), 'Overview'));
    throw error;
  }
}

const THEMES = ['auto', 'light', 'dark'];

function themeButton() {
  let theme = 'auto';
  const button = h('button.quiet', { type: 'button' }, 'Theme: auto');
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  });
  return button;
}

function helpDialog() {
  const keys = [['n, p', 'next and previous passage of a pair'], ['], [', 'next and previous pair'], ['g then o, u, c, s, q, a, r, h', 'overview, outlets, clusters, pairs, quotations, articles, credits, data health'], ['?', 'this help'], ['Esc', 'close']];
  const dialog = h('dialog.help', { 'aria-labelledby': 'help-title' }, h('h2', { id: 'help-title' }, 'Keys'),
    h('dl.facts', null, ...keys.map(([key, what]) => h('div', null, h('dt', null, h('kbd', null, key)), h('dd', null, what)))),
    h('form', { method: 'dialog' }, h('button', null, 'Close')));
  return dialog;
}

const GO = { o: 'overview', u: 'outlets', c: 'clusters', s: 'pairs', q: 'quotations', a: 'articles', r: 'credits', h: 'health' };

function keys(dialog) {
  let leader = 0;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select, dialog')) return;
    const route = readRoute();
    if (event.key === '?') {
      dialog.showModal();
    } else if (Date.now() - leader < 1500 && GO[event.key]) {
      location.href = address(GO[event.key]);
    } else if (route.name === 'pair' && (event.key === 'n' || event.key === 'p')) {
      const anchor = document.querySelector(`a[data-key="${event.key}"]`);
      if (anchor) location.href = anchor.getAttribute('href');
    } else if (route.name === 'pair' && (event.key === ']' || event.key === '[')) {
      const match = matchOrder()[matchOrder().indexOf(matchById.get(route.ids[0])) + (event.key === ']' ? 1 : -1)];
      if (match) location.href = address('pair', [match.id]);
    } else {
      leader = event.key === 'g' ? Date.now() : 0;
      return;
    }
    leader = 0;
    event.preventDefault();
  });
}


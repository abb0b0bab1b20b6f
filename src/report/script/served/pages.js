// Pages of the server: lists stand in one, each case in another. A link leads to the page that shows its view.

const OWN = about.served.page;

/** The views that any page shows, because they ask the server for what they show. */
const EVERYWHERE = new Set(['search', 'verdicts']);

/** Whether this page shows a view: its own case, or the lists. */
function isHere(view, id) {
  if (EVERYWHERE.has(view)) return true;
  if (VIEWS[view] && VIEWS[view].under) return OWN !== null && OWN[0] === view && OWN[1] === id;
  return OWN === null;
}

function pageOf(view, id) {
  return VIEWS[view] && VIEWS[view].under && id ? `/${view}/${encodeURIComponent(id)}` : '/';
}

placed = (view, ids, hash) => (isHere(view, ids[0]) ? hash : pageOf(view, ids[0]) + hash);

elsewhere = (route) => {
  const id = route.ids[0];
  if (isHere(route.name, id) || (VIEWS[route.name].under && !id)) return false;
  location.replace(pageOf(route.name, id) + (location.hash || `#${route.name}`));
  return true;
};

/** What the server answers; its error where it refuses, in its own words. */
async function ask(path, options) {
  const answer = await fetch(path, { credentials: 'omit', redirect: 'error', ...options });
  const text = await answer.text();
  const body = text ? JSON.parse(text) : null;
  if (!answer.ok) throw new Error(body && body.detail ? body.detail : `the server answered ${answer.status}`);
  return body;
}

/** Puts what comes of an answer in the place of `node`, unless the reader has gone on meanwhile. */
async function answerInto(node, work) {
  try {
    const made = await work();
    if (node.isConnected) node.replaceChildren(...[made].flat(Infinity).filter((one) => one instanceof Node));
  } catch (error) {
    if (node.isConnected) node.replaceChildren(empty(`This could not be shown: ${error.message}. Is the server still running?`));
  }
}


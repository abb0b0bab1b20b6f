// The island as rows that views can ask: each grid becomes a list of objects, and what belongs together is found by id.

const island = JSON.parse(document.getElementById('data').textContent);

function rowsOf(grid) {
  const { columns, rows } = grid;
  return rows.map((row) => {
    const object = {};
    for (let i = 0; i < columns.length; i += 1) object[columns[i]] = row[i];
    return object;
  });
}

function groupBy(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const at = row[key];
    if (at === null) continue;
    if (!groups.has(at)) groups.set(at, []);
    groups.get(at).push(row);
  }
  return groups;
}

function byId(rows) {
  return new Map(rows.map((row) => [row.id, row]));
}

const about = island.about;
const whole = island.whole;
const part = island.part;
const articles = rowsOf(island.articles).map((row, number) => ({ ...row, number, text: island.texts[number] }));
const clusters = rowsOf(island.clusters);
const members = rowsOf(island.members);
const passages = rowsOf(island.passages);
const matches = rowsOf(island.matches);
const edges = rowsOf(island.edges);
const utterances = rowsOf(island.utterances);
const quotes = rowsOf(island.quotes);
const credits = rowsOf(island.credits);
const outlets = rowsOf(island.outlets);
const outletEdges = rowsOf(island.outlet_edges);
const creditPairs = rowsOf(island.credit_pairs);
const rejects = rowsOf(island.rejects);

const articleById = byId(articles);
const clusterById = byId(clusters);
const matchById = byId(matches);
const utteranceById = byId(utterances);
for (const cluster of clusters) cluster.here = cluster.part === part.own;
for (const passage of passages) passage.match = matches[passage.match].id;
const passagesOf = groupBy(passages, 'match');
const membersOf = groupBy(members, 'cluster');
const quotesOf = groupBy(quotes, 'utterance');
const quotesIn = groupBy(quotes, 'article');
const creditsIn = groupBy(credits, 'article');
const edgesTo = groupBy(edges, 'dst');
const edgesFrom = groupBy(edges, 'src');
const matchesOf = new Map();
for (const match of matches) {
  for (const number of [match.a, match.b]) {
    if (!matchesOf.has(number)) matchesOf.set(number, []);
    matchesOf.get(number).push(match);
  }
}

/** The match of two articles, whichever way round. */
function matchBetween(one, two) {
  return (matchesOf.get(one) || []).find((match) => match.a === two || match.b === two) || null;
}

/** A copy edge between two articles, either way. */
function edgeBetween(one, two) {
  const copies = (list, other, end) => (list || []).find((edge) => edge[end] === other && edge.kind !== 'credit');
  return copies(edgesTo.get(two), one, 'src') || copies(edgesTo.get(one), two, 'src') || null;
}

// Tables count code points, a string of the browser counts UTF-16 units. They are the same where no character lies beyond U+FFFF.
const unitCache = new Map();
function unitsOf(article) {
  if (!unitCache.has(article.number)) {
    const text = article.text;
    let units = null;
    if (/[\ud800-\udbff]/.test(text)) {
      units = [];
      for (let at = 0; at < text.length; at += 1) {
        units.push(at);
        const code = text.charCodeAt(at);
        if (code >= 0xd800 && code < 0xdc00) at += 1;
      }
      units.push(text.length);
    }
    unitCache.set(article.number, units);
  }
  return unitCache.get(article.number);
}

/** The slice of a text that the code points `start` to `end` name. */
function slice(article, start, end) {
  const units = unitsOf(article);
  return units ? article.text.slice(units[start], units[end]) : article.text.slice(start, end);
}

function lengthOf(article) {
  const units = unitsOf(article);
  return units ? units.length - 1 : article.text.length;
}

/**
 * Steps of a word edit script: kind, number of words, and the code points of both sides. The island tells the places of what differs
 * only, each from the end of the one before; what lies between is the same on both sides.
 */
function operations(ops, coded, [aStart, aEnd], [bStart, bEnd]) {
  const steps = [];
  let [a, b, at] = [aStart, bStart, 0];
  for (const step of ops.split(' ')) {
    const n = parseInt(step, 10);
    if (!(n > 0)) continue;
    const op = step.slice(-1);
    const [skipA, sizeA, skipB, sizeB] = coded.slice(at, at + 4);
    if (op === '=' || coded.length === 0) {
      // Up to what differs next, or to the end.
      const last = at >= coded.length;
      steps.push({ op, n, a: [a, last ? aEnd : a + skipA], b: [b, last ? bEnd : b + skipB] });
    } else {
      steps.push({ op, n, a: [a + skipA, a + skipA + sizeA], b: [b + skipB, b + skipB + sizeB] });
      a += skipA + sizeA;
      b += skipB + sizeB;
      at += 4;
    }
  }
  return steps;
}

function stepsOf(passage) {
  return operations(passage.ops, passage.places, [passage.a_start, passage.a_end], [passage.b_start, passage.b_end]);
}


// Run folders made for a test: tables as JSON Lines, with the columns that a scan writes.

import { mkdirSync, writeFileSync } from 'node:fs';

function write(folder, tables) {
  mkdirSync(folder, { recursive: true });
  const names = ['articles', 'texts', 'matches', 'passages', 'families', 'family_members', 'clusters', 'members', 'quotes', 'utterances', 'credits', 'edges', 'outlets', 'outlet_edges', 'rejects'];
  for (const name of names) writeFileSync(`${folder}/${name}.jsonl`, (tables[name] || []).map((row) => `${JSON.stringify(row)}\n`).join(''));
  writeFileSync(`${folder}/run.json`, JSON.stringify(tables.run || { version: '0.1.0', arguments: ['scan'], settings: {}, inputs: [], counts: {}, dates: {}, warnings: [], caps_hit: [] }));
  return folder;
}

function article(id, fields) {
  return {
    article_id: id, source_file: 'in.jsonl', source_pos: 1, outlet: null, url: null, title: null, byline: null, language: null, published_at: null, published_precision: 'none', published_source: 'none',
    published_zone: 'none', published_earliest: null, published_latest: null, modified_at: null, words: 20, chars: 100, text_sha256: '0', cluster_id: null, boilerplate_words: 0, agency: null, credit_level: 'none', ...fields,
  };
}

/** A run with this many flows between outlets. */
export function longRun(folder, flows) {
  const outlet_edges = [];
  for (let i = 0; i < flows; i += 1) {
    outlet_edges.push({ src_outlet: `Outlet ${i % 71}`, dst_outlet: `Paper ${Math.floor(i / 71)}`, articles: 1 + (i % 9), words: (i * 7919) % 5003, credited_share: (i % 10) / 10, median_lag_seconds: i % 3 ? i * 60 : null });
  }
  const outlets = [{ outlet: 'Outlet 1', articles: 1, first: 1, echoed: 0, echo_share: 0, words_in: 0, words_out: 9, credited_share: null, median_lag_seconds: null, dated_share: 0 }];
  return write(folder, { articles: [article('a', { outlet: 'Outlet 1' })], texts: [{ article_id: 'a', text: 'One text.' }], outlets, outlet_edges });
}

export const PAYLOADS = [
  '</script><script>hacked=1</script>', '<img src=x onerror=hacked=1>', '"><svg onload=hacked=1>', "'><script>hacked=1</script>", 'javascript:hacked=1', 'JaVaScRiPt:hacked=1', 'data:text/html,<script>hacked=1</script>',
  '<!--<script>', ']]><script>hacked=1</script>', '&lt;script&gt;hacked=1&lt;/script&gt;', '<iframe srcdoc="<script>parent.hacked=1</script>">', '<base href="https://evil.example/">', '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<style>@import url(https://evil.example)</style>', '<a href=javascript:hacked=1>x</a>', '{{constructor.constructor("hacked=1")()}}', '${hacked=1}', '\u202egnp.exe', '\u2066x\u2069', 'a\u2028b\u2029c', '\u0000\u0007\u001b[31m', '\u200b\ufeff\u{e0041}',
  '\u009b31m', '#overview/../../x', '../../../etc/passwd', '__proto__', 'constructor', '%00%0d%0a', '\\u003cscript\\u003e', '日本語 <b>bold</b> עברית',
];

/** A run with a payload in every field that is ever shown; the fragments that show them all. */
export function hostileRun(folder) {
  const tables = { articles: [], texts: [], matches: [], passages: [], clusters: [], members: [], quotes: [], utterances: [], credits: [], edges: [], outlets: [], outlet_edges: [], rejects: [] };
  const hashes = ['#overview', '#outlets', '#clusters', '#pairs', '#quotations', '#articles', '#credits', '#health'];
  const of = (id) => encodeURIComponent(id);
  PAYLOADS.forEach((p, i) => {
    const words = `${p} ${i} shared words ${p} of two texts that are long enough ${p}`;
    const length = Array.from(words).length;
    const [a, b] = [`${p} a${i}`, `${p} b${i}`];
    for (const id of [a, b]) {
      tables.articles.push(article(id, { outlet: `${p} ${id.slice(-3)}`, title: `Title ${p}`, url: i % 2 ? p : `https://one.example/${p}`, byline: p, language: p, agency: p, source_file: p, cluster_id: `c${p}${i}`, credit_level: 'full' }));
      tables.texts.push({ article_id: id, text: words });
    }
    const places = { a_start: 0, a_end: length, a_start_byte: 0, a_end_byte: 1, b_start: 0, b_end: length, b_start_byte: 0, b_end_byte: 1 };
    tables.matches.push({ match_id: `m${p}${i}`, a, b, relation: 'reprint', jaccard: 0.9, containment_a: 0.9, containment_b: 0.9, shared_words: 9, longest_run_words: 9, passages: 1, identity: 1, same_outlet: false, lag_seconds: null, found_by: [p] });
    tables.passages.push({ passage_id: `p${p}${i}`, match_id: `m${p}${i}`, a, b, ...places, words: 9, identity: 1, kind: i % 3 ? 'edited' : p, flags: [p], ops: '2= 1X 6=', articles: 2, family_id: p });
    tables.clusters.push({ cluster_id: `c${p}${i}`, level: 'near', size: 2, outlets: 2, survivor: a, first_at: null, last_at: null, lowest_verified: 0.9, independent: 1, template_suspect: true });
    tables.members.push({ cluster_id: `c${p}${i}`, article_id: a, role: 'survivor', similarity_to_survivor: 1, parent: null }, { cluster_id: `c${p}${i}`, article_id: b, role: p, similarity_to_survivor: 0.9, parent: a });
    for (const [n, id] of [a, b].entries()) {
      tables.quotes.push({
        quote_id: `q${p}${i}${n}`, article_id: id, field: 'text', start: 0, end: length, start_byte: 0, end_byte: 1, text: n ? words : `${words} ${p}`, kind: 'full', marks: '""', parent: null, speech_id: 's', speaker: p, speaker_type: 'person', speaker_text: p,
        speaker_start: 0, speaker_end: 1, speaker_from: 'article', cue: p, addressee: p, venue: p, venue_outlet: p, venue_inherited: false, rule: p, utterance_id: `u${p}${i}`, change: p, edits: '3= 1X 2D', flags: [p],
      });
    }
    tables.utterances.push({ utterance_id: `u${p}${i}`, base_text: words, base_quote: `q${p}${i}0`, base_rule: p, speaker: p, speaker_votes: 2, quotes: 2, articles: 2, outlets: 2, variants: 2, independent: 1, first_at: null, first_quote: null, first_known: false, related: [p] });
    tables.credits.push({ credit_id: `k${i}`, article_id: a, start: 0, end: 1, start_byte: 0, end_byte: 1, text: p, names: p, kind: i % 2 ? 'link' : p, level: 'full', inherited: false });
    tables.edges.push({ edge_id: `e${i}`, src: a, dst: b, src_kind: 'article', src_outlet: p, dst_outlet: p, kind: 'reprint', words: 9, share_of_dst: 0.9, lag_seconds: null, direction: i % 2 ? 'known' : p, probability: 0.9, evidence: [p], alternatives: [{ src: p, probability: 0.1 }] });
    tables.edges.push({ edge_id: `f${i}`, src: p, dst: b, src_kind: 'outlet', src_outlet: p, dst_outlet: p, kind: 'credit', words: 0, share_of_dst: 0, lag_seconds: null, direction: 'known', probability: 1, evidence: [p], alternatives: [] });
    tables.outlets.push({ outlet: `${p} ${i}`, articles: 1, first: 1, echoed: 0, echo_share: 0, words_in: 0, words_out: 9, credited_share: null, median_lag_seconds: null, dated_share: 0 });
    tables.outlet_edges.push({ src_outlet: p, dst_outlet: `${p} ${i}`, articles: 1, words: 9, credited_share: 0.5, median_lag_seconds: null });
    tables.rejects.push({ source_file: p, source_pos: i, reason: p, detail: p });
    if (i % 3 === 0) hashes.push(`#pair/${of(`m${p}${i}`)}`, `#cluster/${of(`c${p}${i}`)}`, `#article/${of(a)}`, `#utterance/${of(`u${p}${i}`)}`, `#clusters?q=${of(p)}&size=${of(p)}`, `#${p}`);
  });
  const all = PAYLOADS.join(' ');
  tables.run = {
    version: all, arguments: PAYLOADS, settings: Object.fromEntries(PAYLOADS.map((p) => [p, p])), counts: {}, repaired: 1, pairs_not_listed: 0, caps_hit: PAYLOADS, warnings: PAYLOADS,
    inputs: [{ path: all, format: all, compression: PAYLOADS, encoding: all, bytes: 1, rows: 1, schema: all, xxh3: all, mapping: Object.fromEntries(PAYLOADS.map((p) => [p, p])) }], dates: { doubts: { [PAYLOADS[0]]: 1 } },
  };
  return { run: write(folder, tables), hashes, payloads: PAYLOADS.length };
}

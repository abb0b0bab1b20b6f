// Verdicts: what a person decided about a finding. Shown wherever the finding is; who reads a file cannot change them.

const RULINGS = {
  credited: 'Credited', licensed: 'Licensed', fair_quotation: 'Fair quotation', false_match: 'Not a match',
};
const FINDINGS = {
  match: 'Pair', passage: 'Passage', edge: 'Echo', utterance: 'Quotation', cluster: 'Cluster', quote: 'Printing', credit: 'Credit',
};

const verdicts = new Map(rowsOf(island.verdicts).map((row) => [`${row.kind}/${row.id}`, row]));
/** A page of the server puts a control here: `control(kind, id)` gives a node, or nothing. */
let verdictControl = () => null;

function verdictOn(kind, id) {
  return verdicts.get(`${kind}/${id}`) || null;
}

/** The verdict as one word beside the finding. */
function verdictTag(kind, id) {
  const verdict = verdictOn(kind, id);
  return verdict ? [' ', h('span.ruling', { title: verdict.note || null }, unseen('verdict: '), RULINGS[verdict.verdict] || bdi(verdict.verdict))] : null;
}

/** The verdict with its note, and the way to change it where there is one. */
function verdictBlock(kind, id) {
  const verdict = verdictOn(kind, id);
  const control = verdictControl(kind, id);
  if (!verdict && !control) return null;
  return h('div.verdict', { 'data-verdict': `${kind}/${id}` },
    verdict ? h('p.told', null, 'Verdict: ', h('strong', null, RULINGS[verdict.verdict] || bdi(verdict.verdict)), verdict.note ? [' · ', h('span.notes', { dir: 'auto' }, verdict.note)] : null) : null,
    control);
}

/** Where a finding is looked at; nothing where no view of its own shows it. */
function findingLink(row) {
  const view = { match: 'pair', cluster: 'cluster', utterance: 'utterance' }[row.kind];
  return view && !row.orphan ? link(address(view, [row.id]), bdi(row.id)) : bdi(row.id);
}

function verdictsView(route) {
  const rows = [...verdicts.values()];
  return [
    head('Verdicts', h('p.lead', null, `${plural(rows.length, 'verdict')} on findings of this run, as people gave them. They stand in a file beside the run and hold for a run that is made again.`)),
    rows.length ? table({
      caption: 'Verdicts', name: 'verdicts', rows, state: sortState(route),
      columns: [
        { key: 'verdict', label: 'Verdict', width: 9, value: (row) => RULINGS[row.verdict] || row.verdict },
        { key: 'kind', label: 'On', width: 7, value: (row) => FINDINGS[row.kind] || row.kind },
        { key: 'id', label: 'Id', width: 16, value: (row) => row.id, cell: (row) => [findingLink(row), row.orphan ? h('span.soft', null, ' (no longer in the run)') : null] },
        { key: 'note', label: 'Note', width: 30, value: (row) => row.note, cell: (row) => bdi(row.note) },
      ],
    }) : empty('No verdict has been given.'),
  ];
}


// Data health: what was dropped, guessed or left open, and how the run was made.

function commandOf(words) {
  const plain = /^[A-Za-z0-9_.,:=@%+\/-]+$/;
  return ['newsprint', ...words].map((word) => (plain.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

function healthView() {
  const inputs = about.inputs || [];
  const settings = Object.entries(about.settings || {});
  const doubts = Object.entries((about.dates || {}).doubts || {}).filter(([, n]) => n);
  const notes = [...(about.warnings || []), ...(about.caps_hit || [])];
  return [
    head('Data health', h('p.lead', null, `${count(whole.articles + whole.rejects)} rows read = ${count(whole.articles)} kept + ${count(whole.rejects)} rejected. Nothing is lost without a word.`)),
    section('Not known', about.unknown.length ? h('ul.plain', null, ...about.unknown.map((sentence) => h('li', null, bdi(sentence)))) : empty('Nothing: every article has a date and an outlet, and every order is determined.')),
    notes.length ? section('Warnings and limits', h('ul.plain', null, ...notes.map((note) => h('li', null, bdi(note))))) : null,
    section('Dates', table({
      caption: 'How exactly articles are dated, and from where', name: 'dates',
      rows: whole.date_kinds.map(([precision, source, zone, n]) => ({ precision, source, zone, n })), order: '-n',
      columns: [
        { key: 'precision', label: 'Exactly', value: (row) => label('precision', row.precision) },
        { key: 'source', label: 'From', value: (row) => label('source', row.source) },
        { key: 'zone', label: 'Zone', value: (row) => ({ given: 'given', assumed: 'not given: one for all of the input', none: 'none' }[row.zone] || row.zone) },
        { key: 'n', label: 'Articles', number: true, value: (row) => row.n, cell: (row) => count(row.n) },
      ],
    }), doubts.length ? h('p', null, `Doubts: ${doubts.map(([what, n]) => `${what.replaceAll('_', ' ')} ${count(n)}`).join(', ')}.`) : null),
    section('Inputs and what was taken for what', ...inputs.map((input) => h('div.input', null,
      h('h3', null, bdi(input.path)),
      h('p.soft', null, `${input.format} · ${plural(input.rows, 'row')} · ${count(input.bytes)} bytes · ${input.encoding}${(input.compression || []).length ? ` · ${input.compression.join(', ')}` : ''} · schema ${input.schema} · xxh3 ${input.xxh3}`),
      facts(Object.entries(input.mapping || {}).map(([field, column]) => [field, [bdi(column)]])))), about.inputs_all > inputs.length ? h('p.soft', null, `and ${plural(about.inputs_all - inputs.length, 'more input')}, in run.json`) : null),
    rejects.length ? section('Rejected rows', table({
      caption: whole.rejects > rejects.length ? `The first ${count(rejects.length)} of ${count(whole.rejects)} rejected rows` : 'Rejected rows', name: 'rejects', rows: rejects,
      columns: [
        { key: 'file', label: 'File', width: 20, value: (row) => row.file, cell: (row) => bdi(row.file) },
        { key: 'pos', label: 'Row', number: true, width: 7, value: (row) => row.pos, cell: (row) => count(row.pos) },
        { key: 'reason', label: 'Reason', width: 12, value: (row) => row.reason.replaceAll('_', ' ') },
        { key: 'detail', label: 'Detail', width: 26, value: (row) => row.detail, cell: (row) => bdi(row.detail) },
      ],
    })) : section('Rejected rows', empty('None.')),
    section('Settings in force', facts(settings.map(([name, value]) => [name.replaceAll('_', ' '), value === null ? 'off' : String(value)]))),
    section('Made by', h('pre.command', { tabindex: '0', 'aria-label': 'The command' }, h('code', null, commandOf(about.arguments || []), about.arguments_all > (about.arguments || []).length ? ` … and ${plural(about.arguments_all - about.arguments.length, 'more word')}` : null)),
      h('p.soft', null, `newsprint ${about.version || ''}. The same inputs and settings give the same tables.`)),
    partNote(),
  ];
}


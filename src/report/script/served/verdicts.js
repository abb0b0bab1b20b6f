// Verdicts as they stand on the server, and where it allows it the way to give one.

VIEWS.verdicts.name = 'Verdicts';

async function readVerdicts() {
  const told = await ask('/api/v1/verdicts');
  verdicts.clear();
  for (const row of told.rows) verdicts.set(`${row.kind}/${row.id}`, row);
}

/** Says on the page what was said to the server, and keeps the focus. */
async function settle(kind, id, path, options, told) {
  const line = document.querySelector(`[data-verdict="${CSS.escape(`${kind}/${id}`)}"] .answer`);
  try {
    await ask(path, options);
    await readVerdicts();
    focusNext = `verdict-${kind}`;
    safely();
    announce(told);
  } catch (error) {
    if (line) line.textContent = `Not saved: ${error.message}`;
    announce(`not saved: ${error.message}`);
  }
}

if (about.served.verdicts) {
  verdictControl = (kind, id) => {
    const verdict = verdictOn(kind, id);
    const path = `/api/v1/verdicts/${kind}/${encodeURIComponent(id)}`;
    const select = h('select', { id: `verdict-${kind}` }, h('option', { value: '' }, 'none'),
      ...Object.entries(RULINGS).map(([value, name]) => h('option', { value, selected: verdict !== null && verdict.verdict === value }, name)));
    const note = h('input', { id: `note-${kind}`, type: 'text', value: verdict ? verdict.note : '', maxlength: 2000, autocomplete: 'off' });
    const save = (event) => {
      event.preventDefault();
      if (select.value) settle(kind, id, path, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ verdict: select.value, note: note.value }) }, 'verdict saved');
      else if (verdict) settle(kind, id, path, { method: 'DELETE' }, 'verdict taken back');
    };
    return h('form.rule', { onsubmit: save, 'aria-label': `Verdict on this ${FINDINGS[kind].toLowerCase()}` },
      h('span.facet', null, h('label', { for: `verdict-${kind}` }, `${FINDINGS[kind]}: verdict`), select),
      h('span.facet.wide', null, h('label', { for: `note-${kind}` }, 'Note'), note),
      h('button', { type: 'submit' }, 'Save'), h('span.answer', null));
  };
}

// The page is drawn at once, and again where there are verdicts to show.
readVerdicts().then(() => { if (verdicts.size) safely(); }, () => announce('verdicts could not be read'));


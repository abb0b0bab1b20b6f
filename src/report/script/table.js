// Tables that sort, that give themselves as CSV, and that hold thousands of rows: of a long one only the rows in sight are in the page.

/** Rows from which a table scrolls in its own box and draws what is in sight. */
const LONG_TABLE = 150;
/** Rows drawn above and below what is in sight. */
const MARGIN_ROWS = 20;

/**
 * `columns`: `{ key, label, cell(row), value(row), number, width }`; `value` is what sorts and what CSV holds.
 * `state`: `{ get(), set(text) }` keeps the order in the address; without it the table keeps it itself.
 */
function table({ caption, columns, rows, order, state, name }) {
  const own = { text: '' };
  const store = state || { get: () => own.text, set: (text) => { own.text = text; } };
  const body = h('tbody');
  const long = rows.length > LONG_TABLE;
  const element = h(long ? 'table.long' : 'table', { 'aria-rowcount': long ? rows.length + 1 : null });
  const heads = columns.map((column) => {
    const button = h('button.sort', { type: 'button' }, column.label);
    const cell = h(column.number ? 'th.number' : 'th', { scope: 'col' }, button);
    if (long && column.width) cell.style.width = `${column.width}rem`;
    button.addEventListener('click', () => {
      const current = store.get() || order || '';
      const falling = current === `-${column.key}`;
      const rising = current === column.key;
      store.set(column.number ? (falling ? column.key : `-${column.key}`) : (rising ? `-${column.key}` : column.key));
      draw();
      announce(`sorted by ${column.label}`);
    });
    return cell;
  });
  element.append(h('caption', null, caption), h('thead', null, h('tr', { 'aria-rowindex': long ? 1 : null }, ...heads)), body);
  let sorted = rows;

  function sort() {
    const current = store.get() || order || '';
    const falling = current.startsWith('-');
    const column = columns.find((one) => one.key === current.replace(/^-/, ''));
    heads.forEach((cell, i) => {
      if (columns[i] === column) cell.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
      else cell.removeAttribute('aria-sort');
    });
    if (!column) {
      sorted = rows;
      return;
    }
    const keys = new Map(rows.map((row) => [row, column.value(row)]));
    const unknown = (value) => value === null || value === undefined || value === '';
    sorted = [...rows].sort((x, y) => {
      const [a, b] = [keys.get(x), keys.get(y)];
      // What is not known stands last, whichever way it is sorted.
      if (unknown(a) || unknown(b)) return Number(unknown(a)) - Number(unknown(b));
      const order_ = typeof a === 'number' ? a - b : String(a).localeCompare(String(b));
      return falling ? -order_ : order_;
    });
  }

  function line(row, i) {
    const cells = columns.map((column, n) => {
      const kind = n === 0 && !column.number ? 'th' : 'td';
      return h(column.number ? `${kind}.number` : kind, kind === 'th' ? { scope: 'row' } : null, column.cell ? column.cell(row) : column.value(row));
    });
    return h('tr', { 'aria-rowindex': long ? i + 2 : null }, ...cells);
  }

  const box = h('div.box', { role: 'region', 'aria-label': typeof caption === 'string' ? caption : name, tabindex: '0' }, element);
  if (long) box.classList.add('tall');
  let rowHeight = 0;
  let drawn = [-1, -1];

  function spacer(rows_) {
    const cell = h('td', { colspan: columns.length });
    cell.style.height = `${rows_ * rowHeight}px`;
    return h('tr.space', { 'aria-hidden': 'true' }, cell);
  }

  function window_() {
    if (!rowHeight) {
      body.replaceChildren(...sorted.slice(0, 3).map(line));
      rowHeight = body.firstElementChild ? body.firstElementChild.getBoundingClientRect().height || 41 : 41;
    }
    const first = Math.max(0, Math.floor(box.scrollTop / rowHeight) - MARGIN_ROWS);
    const last = Math.min(sorted.length, Math.ceil((box.scrollTop + (box.clientHeight || 600)) / rowHeight) + MARGIN_ROWS);
    if (first === drawn[0] && last === drawn[1]) return;
    drawn = [first, last];
    body.replaceChildren(spacer(first), ...sorted.slice(first, last).map((row, i) => line(row, first + i)), spacer(sorted.length - last));
  }

  function draw() {
    sort();
    if (long) {
      drawn = [-1, -1];
      window_();
    } else {
      body.replaceChildren(...sorted.map(line));
    }
  }

  if (long) {
    let asked = false;
    box.addEventListener('scroll', () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        window_();
      });
    });
    // Its height is known once it is in the page.
    requestAnimationFrame(() => {
      rowHeight = 0;
      draw();
    });
  }
  draw();

  const csv = h('button.quiet', { type: 'button', onclick: () => download(`${name || 'table'}.csv`, asCsv(columns, sorted)) }, 'CSV');
  csv.setAttribute('aria-label', `${typeof caption === 'string' ? caption : name}: save as CSV`);
  const note = long ? h('span.soft', null, `${count(rows.length)} rows`) : null;
  return h('div.table', null, box, h('p.under', null, note, csv));
}

/** As a spreadsheet reads it; a text that it would take for a formula is marked as text. */
function asCsv(columns, rows) {
  const cell = (value) => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return String(value);
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map((column) => cell(column.label)), ...rows.map((row) => columns.map((column) => cell(column.value(row))))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}


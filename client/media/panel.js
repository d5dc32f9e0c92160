// @ts-check
// The simulation panel's behaviour: worlds as tabs, one selected step shared by picture and table, and the editor told
// of it. It builds no markup and evaluates nothing; the page itself comes from the extension.
(() => {
  const editor = acquireVsCodeApi();
  const runs = [...document.querySelectorAll('section.run')];
  const tabs = [...document.querySelectorAll('.tab')];
  const report = document.body.dataset.report;
  const saved = editor.getState();
  // What the reader chose counts for the report it was chosen in.
  const state = saved?.report === report ? saved : { report, run: runs.findIndex((run) => !run.hidden), row: -1 };

  const rowsOf = (run) => [...run.querySelectorAll('tr[data-row]')];
  const visible = (row) => row.offsetParent !== null;
  const reveal = (element) => {
    const place = element?.dataset.place;
    if (place) editor.postMessage({ kind: 'reveal', place: JSON.parse(place) });
  };

  function showRun(index) {
    runs.forEach((run, at) => { run.hidden = at !== index; });
    tabs.forEach((tab, at) => tab.setAttribute('aria-selected', String(at === index)));
    state.run = index;
    editor.setState(state);
    // The picture stays in sight while the steps scroll below it, so rows must stop short of it.
    const picture = runs[index]?.querySelector('.timeline');
    document.body.style.setProperty('--picture', `${picture ? picture.offsetHeight : 0}px`);
  }

  function select(run, at, follow) {
    const row = run.querySelector(`tr[data-row="${at}"]`);
    if (!row) return;
    run.querySelector('tr.selected')?.classList.remove('selected');
    row.classList.add('selected');
    row.scrollIntoView({ block: 'nearest' });
    const svg = run.querySelector('svg[data-step-width]');
    if (svg) {
      const width = Number(svg.dataset.stepWidth);
      svg.querySelector('.cursor').setAttribute('x', String(at * width));
      const scroll = svg.parentElement;
      const x = at * width;
      if (x < scroll.scrollLeft || x + width > scroll.scrollLeft + scroll.clientWidth) scroll.scrollLeft = x - scroll.clientWidth / 2;
    }
    state.row = at;
    editor.setState(state);
    if (follow) {
      row.focus({ preventScroll: true });
      reveal(row);
    }
  }

  function move(run, delta) {
    const rows = rowsOf(run).filter(visible);
    const now = rows.findIndex((row) => row.classList.contains('selected'));
    const next = rows[Math.max(0, Math.min(rows.length - 1, now + delta))];
    if (next) select(run, Number(next.dataset.row), true);
  }

  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const tab = target?.closest('.tab');
    if (tab) return showRun(tabs.indexOf(tab));
    const link = target?.closest('a[data-place]');
    if (link) {
      event.preventDefault();
      return reveal(link);
    }
    const hit = target?.closest('[data-row]');
    const run = target?.closest('section.run');
    if (hit && run) select(run, Number(hit.getAttribute('data-row')), true);
  });
  document.addEventListener('change', (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.classList.contains('own-only')) {
      box.closest('section.run').querySelector('table.trace').classList.toggle('own-only-on', box.checked);
    }
  });
  document.addEventListener('keydown', (event) => {
    const run = runs[state.run];
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('.console, input, .tab')) return;
    const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(run, by);
  });

  if (state.run >= 0) showRun(state.run);
  // A fresh page points at the report, which is what the reader came for; the editor moves only on the reader's wish.
  const run = runs[state.run];
  if (run) {
    const reported = run.querySelector('tr.reported');
    const fresh = state.row < 0;
    select(run, fresh ? Number(reported?.dataset.row ?? 0) : state.row, false);
    if (fresh) window.scrollTo(0, 0);
  }
})();

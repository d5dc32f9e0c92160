// @ts-check
// The compare panel's behaviour: another workload or world is asked of the extension, which sends a new page.
(() => {
  const editor = acquireVsCodeApi();
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-choice]') : null;
    if (!(button instanceof HTMLElement) || button.getAttribute('aria-pressed') === 'true') return;
    for (const other of document.querySelectorAll('[data-choice]')) other.setAttribute('disabled', '');
    editor.postMessage({ kind: 'choose', name: button.dataset.choice, value: button.dataset.value });
  });
})();

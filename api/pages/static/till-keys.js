// The till's keys: a scanner types fast and ends with Enter; each way on has a key of its own.
'use strict';
(() => {
  if (!window.till) return;

  const { byId, word, notice } = window.till;
  const FAST = 50; // milliseconds between two keys: no hand is as fast, any scanner is
  const FAST_KEYS = 6;

  // With a Chinese input method switched on, what a scanner types becomes nonsense.
  function watchScanner(field) {
    let last = 0, run = 0, composed = false;
    field.addEventListener('input', event => {
      const now = performance.now();
      run = now - last < FAST ? run + 1 : 1;
      last = now;
      if (run === 1) composed = false;
      composed = composed || event.isComposing;
    });
    const garbled = () => run >= FAST_KEYS && (composed || /[^\x20-\x7e]/.test(field.value));
    const refuse = event => {
      if (!garbled()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      field.value = '';
      run = 0;
      composed = false;
      notice(word('garbled'));
    };
    field.form.addEventListener('submit', refuse);
    field.addEventListener('compositionend', () => setTimeout(() => refuse(new Event('x')), FAST));
  }

  function onKey(event) {
    const target = event.key && document.querySelector('[data-key="' + event.key + '"]');
    if (target && !target.closest('[hidden]')) {
      event.preventDefault();
      return target.matches('input') ? target.focus() : target.click();
    }
    // A scan while no field has the focus belongs into the page's first one.
    const field = document.querySelector('section:not([hidden]) [data-scan], [data-scan]');
    const free = document.activeElement === document.body || document.activeElement === null;
    if (field && free && event.key.length === 1 && !event.ctrlKey && !event.altKey) field.focus();
  }

  // Paper from a roll is as long as the slip: a page of a fixed length would waste it or cut it.
  function fitPaper() {
    const slip = document.querySelector('.slip:not([hidden])');
    const sheet = [...document.styleSheets].find(it => /till\.css$/.test(it.href));
    if (!slip || !sheet) return;
    document.documentElement.classList.add('as-printed');
    const length = Math.ceil((slip.scrollHeight * 25.4) / 96) + 10;
    document.documentElement.classList.remove('as-printed');
    sheet.insertRule('@page { size: 58mm ' + length + 'mm; margin: 2mm; }', sheet.cssRules.length);
  }

  // What was not found stays to be read; the next scan takes its place.
  document.querySelectorAll('[data-scan]').forEach(field => {
    field.addEventListener('focus', () => field.select());
    if (field === document.activeElement) field.select();
  });
  window.addEventListener('beforeprint', fitPaper);
  document.querySelectorAll('[data-scan]').forEach(watchScanner);
  document.addEventListener('keydown', onKey);
  document.querySelectorAll('[data-key]').forEach(it => {
    if (it.matches('input')) return;
    const hint = it.appendChild(document.createElement('kbd'));
    hint.textContent = it.dataset.key;
  });
  const print = byId('print');
  if (print) {
    print.hidden = false;
    print.addEventListener('click', () => window.print());
  }
})();

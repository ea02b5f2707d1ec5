// The till's keys: a scanner types fast and ends with Enter; each way on has a key of its own.
'use strict';
(() => {
  if (!window.till) return;

  const { byId, word, notice, field, typed } = window.till;
  const FAST = 50; // milliseconds between two keys: no hand is as fast, any scanner is
  const FAST_KEYS = 6;
  const TEXT = 'input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea';

  // --- With a Chinese input method switched on, what a scanner types becomes nonsense. ---

  let typing = { last: 0, run: 0 };

  function watch(event) {
    if (!event.target.matches('[data-scan]')) return;
    const fast = event.timeStamp - typing.last < FAST;
    typing = { last: event.timeStamp, run: fast ? typing.run + 1 : 1 };
  }

  // Says so and forgets it. Full-width digits are digits, and a name is no scan.
  function garbled(where) {
    if (typing.run < FAST_KEYS || !/[^\x20-\x7e]/.test(where.value.normalize('NFKC'))) return false;
    where.value = '';
    typed.delete(where);
    typing = { last: 0, run: 0 };
    notice(word('garbled'));
    return true;
  }

  function composed(event) {
    if (event.target.matches('[data-scan]')) setTimeout(() => garbled(event.target), FAST);
  }

  // --- Whatever has the focus, what a scanner types belongs into the page's field. ---

  let scan = { text: '', last: 0 };

  function onKey(event) {
    const target = event.key && document.querySelector('[data-key="' + event.key + '"]');
    if (target && !target.closest('[hidden]')) {
      event.preventDefault();
      return target.matches('input') ? target.focus() : target.click();
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return undefined;
    const fast = event.timeStamp - scan.last < FAST;
    if (event.key === 'Enter') return onEnter(event, fast ? scan.text : '');
    if (event.key.length !== 1) return undefined;
    scan = { text: fast ? scan.text + event.key : event.key, last: event.timeStamp };
    if (!event.target.matches(TEXT) && (event.key !== ' ' || fast)) toField();
    return undefined;
  }

  function toField() {
    const where = field(document);
    if (!where) return;
    where.focus();
    if (typed.has(where)) where.setSelectionRange(where.value.length, where.value.length);
  }

  // The Enter of a scanner never presses a button, nor sends a form that it was not meant for.
  function onEnter(event, text) {
    const where = event.target;
    scan = { text: '', last: 0 };
    if (where.matches('[data-scan]')) return;
    if (text.length >= FAST_KEYS) {
      event.preventDefault();
      if (where.matches(TEXT)) {
        let begun = text; // a short field keeps the beginning of a long code only
        while (!where.value.endsWith(begun)) begun = begun.slice(0, -1);
        where.value = where.value.slice(0, where.value.length - begun.length);
      }
      if (window.till.add && field(document)) window.till.add({ text: text });
    } else if (where.matches('input') ? hasOthers(where) : event.repeat && where.matches('button')) {
      event.preventDefault(); // what has several fields is sent by its button, however slow a scanner
    }
  }

  const hasOthers = it =>
    [...((it.form && it.form.elements) || [])].filter(
      other => other !== it && other.matches('input:not([type=hidden]), select, textarea'),
    ).length > 0;

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
  function prepare() {
    document.querySelectorAll('[data-scan]').forEach(where => {
      where.addEventListener('focus', () => typed.has(where) || where.select());
      if (where === document.activeElement && !typed.has(where)) where.select();
    });
    document.querySelectorAll('[data-key]').forEach(it => {
      if (it.matches('input') || it.querySelector('kbd')) return;
      const hint = it.appendChild(document.createElement('kbd'));
      hint.textContent = it.dataset.key;
    });
    const print = byId('print');
    if (!print) return;
    print.hidden = false;
    print.addEventListener('click', () => window.print());
  }

  Object.assign(window.till, { garbled });
  document.addEventListener('input', watch);
  document.addEventListener('compositionend', composed);
  document.addEventListener('keydown', onKey, true);
  document.addEventListener('till-page', prepare);
  window.addEventListener('beforeprint', fitPaper);
  prepare();
})();

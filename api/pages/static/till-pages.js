// The till's pages change in place: a document that stays loses no key between two of them.
'use strict';
(() => {
  if (!window.till) return;

  const { byId, badge, state } = window.till;
  const ANSWER_WITHIN = 20000;
  const IN_PLACE = /^\/till($|\/sale$|\/receipts\/\w+$)/;
  const typed = new WeakSet(); // fields in which somebody has begun to type

  // Asks for a page, or sends a form. Throws where nobody answers, or not now.
  async function load(path, fields) {
    const given = new AbortController();
    const timer = setTimeout(() => given.abort(), ANSWER_WITHIN);
    const asked = { credentials: 'same-origin', cache: 'no-store', signal: given.signal };
    if (fields) Object.assign(asked, { method: 'POST', body: new URLSearchParams(fields) });
    try {
      const answer = await fetch(path, asked);
      if (answer.status >= 500) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      return { url: new URL(answer.url), page: page, kept: Boolean(fields) && !answer.redirected };
    } finally {
      clearTimeout(timer);
    }
  }

  const field = root =>
    root.querySelector('section:not([hidden]) [data-scan]') || root.querySelector('[data-scan]');

  // What was typed meanwhile, and where, goes on in the new page.
  function show(found) {
    const fresh = found.page.querySelector('main');
    if (!fresh || !fresh.querySelector('#badge')) return location.assign(found.url);
    const focused = document.activeElement;
    const before = field(document);
    const begun = before && typed.has(before) ? before.value : '';
    const moves = !found.kept && found.url.href !== location.href;
    document.querySelector('main').replaceWith(document.adoptNode(fresh));
    document.body.className = found.page.body.className;
    document.title = found.page.title;
    const places = document.querySelector('nav.places');
    const newPlaces = found.page.querySelector('nav.places');
    if (places && newPlaces) places.replaceWith(document.adoptNode(newPlaces));
    if (moves) {
      history.pushState(null, '', found.url);
      window.scrollTo(0, 0);
    }
    const after = field(document);
    if (after && begun) {
      after.value = begun;
      typed.add(after);
    }
    focusIn(fresh, before === focused || begun ? after : same(focused));
    document.dispatchEvent(new Event('till-page'));
    return badge();
  }

  // The button that was pressed, as it stands in the new page.
  function same(old) {
    if (!old || !old.name) return null;
    const named = [...document.getElementsByName(old.name)];
    return named.find(it => it.value === old.value && !it.disabled && it.type !== 'hidden');
  }

  function focusIn(page, wanted) {
    const next = wanted || page.querySelector('[autofocus]') || field(document);
    if (next) next.focus();
  }

  async function go(path) {
    try {
      return await show(await load(path));
    } catch (away) {
      return location.assign(path); // where the network is gone, the worker stands in
    }
  }

  function follow(event) {
    const link = event.target.closest('a[href]');
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey) return;
    if (event.shiftKey || !IN_PLACE.test(link.pathname) || !byId('badge') || state.taken) return;
    if (location.pathname === '/till/offline') return;
    event.preventDefault();
    if (!window.till.waits()) go(link.href);
  }

  document.addEventListener('input', event => typed.add(event.target));
  document.addEventListener('click', follow);
  window.addEventListener('popstate', () => location.reload());
  Object.assign(window.till, { load, show, go, field, typed });
})();

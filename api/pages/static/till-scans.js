// Scans wait in a queue and are added in order, however fast they come: none is lost, none pays.
'use strict';
(() => {
  if (!window.till || !window.till.load) return;

  const { byId, word, notice, state, kept, load, show, field, typed } = window.till;
  const AGAIN_AFTER = 1000;
  const TRIES = 2;
  const TOGETHER_MAX = 20;
  const SHOWN = 8;
  const READ_MAX = 40;
  const KEPT_AS = 'till scans';

  const waiting = []; // what was scanned or pressed: { text } or { change }
  let marks = [];
  let running = false;

  // --- A mark and a sound for each. ---

  let audio;
  function beep(good) {
    if (!window.AudioContext) return;
    audio = audio || new AudioContext();
    const tone = audio.createOscillator();
    const loud = audio.createGain();
    const ends = audio.currentTime + (good ? 0.08 : 0.4);
    tone.frequency.value = good ? 1200 : 220;
    loud.gain.value = 0.2;
    tone.connect(loud).connect(audio.destination);
    tone.start();
    tone.stop(ends);
  }

  function mark(scan, became, said) {
    Object.assign(scan, { became: became, said: said || '' });
    if (became !== 'waiting') beep(became === 'good');
  }

  function draw() {
    const place = byId('marks');
    if (!place) return;
    place.textContent = '';
    for (const scan of marks) {
      const line = place.appendChild(document.createElement('li'));
      line.className = scan.became;
      const text = { text: scan.text.slice(0, READ_MAX), name: scan.said };
      line.textContent = word('scan' + scan.became, text);
    }
    const confirm = byId('confirm');
    if (confirm && waiting.length) confirm.disabled = true;
  }

  function add(scan) {
    if (state.taken) return notice(word('taken'));
    waiting.push(scan);
    if (scan.text) {
      mark(scan, 'waiting');
      marks = [...marks, scan].slice(-SHOWN);
    }
    draw();
    return run();
  }

  // Whether something has to be read first. Goods that wait for their person keep nobody.
  const waits = () => {
    const first = running || Boolean(byId('sale') && waiting.length);
    if (first) notice(word('stillreading'));
    return first;
  };

  // --- One after another: each basket is made of the one before. ---

  async function run() {
    if (running) return;
    running = true;
    let tries = 0;
    let taken;
    while (!state.selling && (taken = together()).length) {
      try {
        if (!settle(taken, await load(...request(taken)))) break;
        tries = 0;
      } catch (away) {
        tries += 1;
        if (tries >= TRIES && (await goesAlone())) break;
        await new Promise(later => setTimeout(later, AGAIN_AFTER));
      }
    }
    running = false;
    draw();
  }

  // Goods wait until it is known whose they are.
  const isGoods = it => /^\d{8,}$/.test(it.text || '');

  function together() {
    if (!byId('sale')) {
      const choosing = Boolean(document.querySelector('.people'));
      return waiting.filter(it => !choosing || !isGoods(it)).slice(0, 1);
    }
    if (waiting.length && waiting[0].change) return [waiting[0]];
    const other = waiting.findIndex(it => it.change);
    return waiting.slice(0, Math.min(other < 0 ? waiting.length : other, TOGETHER_MAX));
  }

  function request(taken) {
    const form = byId('sale');
    if (!form) return ['/till/person', [['csrf', state.csrf], ['who', taken[0].text || '']]];
    const fields = [...new FormData(form)].filter(([name]) => name !== 'scan');
    const added = taken.map(it => (it.change ? ['change', it.change] : ['scans[]', it.text]));
    return ['/till/sale', [...fields, ...added]];
  }

  // Whether to go on: who has to sign in first takes what waits along, and loses nothing.
  function settle(taken, found) {
    const answered = found.page.querySelector('#badge');
    if (!answered && !found.kept) {
      location.assign(found.url);
      return false;
    }
    taken.forEach(it => waiting.splice(waiting.indexOf(it), 1));
    const read = [...found.page.querySelectorAll('#read li')];
    const scans = taken.filter(it => it.text);
    if (!answered) {
      scans.forEach(scan => mark(scan, 'bad'));
      notice(found.page.querySelector('main').innerText || found.page.title);
      draw();
      return true;
    }
    scans.forEach((scan, place) => {
      const told = read[place];
      if (told) mark(scan, told.dataset.became, told.textContent);
      else if (!found.kept) mark(scan, 'good', found.page.querySelector('h1').textContent);
      else mark(scan, found.page.querySelector('.people') ? 'several' : 'bad');
    });
    show(found);
    return true;
  }

  // Without the network the basket goes on where the till sells alone, with what still waits.
  async function goesAlone() {
    const form = byId('sale');
    if (!(await caches.match('/till/offline')) || !(await kept.get())) return false;
    if (!form) {
      const texts = waiting.filter(it => it.text).map(it => it.text);
      const who = texts.find(it => !isGoods({ text: it }));
      const to = new URLSearchParams(who ? { who: who } : {});
      texts.filter(it => it !== who).forEach(it => to.append('scan', it));
      waiting.splice(0);
      location.assign('/till/offline#' + to);
      return true;
    }
    const on = new URLSearchParams({ member: form.elements.member.value });
    new FormData(form).getAll('lines[]').forEach(line => on.append('line', line));
    waiting.filter(it => it.text).forEach(it => on.append('scan', it.text));
    waiting.splice(0);
    location.assign('/till/offline#' + on);
    return true;
  }

  // --- Where scans come from: the field, and the buttons of the basket. ---

  function take(where) {
    const text = where.value.trim();
    where.value = '';
    typed.delete(where);
    if (text) return add({ text: text });
    const confirm = byId('confirm');
    if (confirm && !waits()) confirm.focus();
    return undefined;
  }

  function onSubmit(event) {
    const form = event.target;
    const path = new URL(form.action, location.href).pathname;
    const pressed = event.submitter;
    const sells = pressed && pressed.hasAttribute('formaction');
    if (event.defaultPrevented || sells || !['/till/person', '/till/sale'].includes(path)) return;
    const where = form.querySelector('[data-scan]');
    event.preventDefault();
    if (pressed && pressed.name === 'change') add({ change: pressed.value });
    else if (where && !window.till.garbled(where)) take(where);
  }

  // What waited when the page went, such as to sign in, goes on where it belongs.
  const buyer = () => (byId('sale') ? byId('sale').elements.member.value : '');

  function leave() {
    const texts = waiting.filter(it => it.text).map(it => it.text);
    if (texts.length) sessionStorage.setItem(KEPT_AS, JSON.stringify({ texts, buyer: buyer() }));
  }

  function comeBack() {
    const left = JSON.parse(sessionStorage.getItem(KEPT_AS) || 'null');
    sessionStorage.removeItem(KEPT_AS);
    if (!left) return;
    const isHere = left.buyer === buyer() && !byId('who-form');
    if (isHere) left.texts.forEach(text => add({ text: text }));
    else notice(word('notadded', { texts: left.texts.join(' ') }));
  }

  Object.assign(window.till, { add, take, waits, run, beep });
  document.addEventListener('submit', onSubmit);
  document.addEventListener('till-page', () => {
    // Who had to be chosen has been, or somebody else was.
    if (!document.querySelector('.people')) marks = marks.filter(it => it.became !== 'several');
    draw();
    run();
  });
  window.addEventListener('pagehide', leave);
  if (field(document)) comeBack();
})();

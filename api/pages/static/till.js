// The till's outbox: a sale is written down first, and kept until the server has answered.
'use strict';
(() => {
  if (!('fetch' in window && 'indexedDB' in window && 'AbortController' in window)) return;

  const PULSE_EVERY = 8000;
  const ANSWER_WITHIN = 8000;
  const SNAPSHOT_GOOD_FOR = 10 * 60 * 1000;

  const byId = id => document.getElementById(id);

  function word(name, values) {
    const said = document.querySelector('#words [data-word="' + name + '"]');
    let text = said ? said.textContent : name;
    for (const key of Object.keys(values || {})) text = text.replace('{' + key + '}', () => values[key]);
    return text;
  }

  function notice(text, good) {
    const place = byId('notice');
    place.textContent = text || '';
    place.hidden = !text;
    place.className = 'message no-print ' + (good ? 'good' : 'bad');
  }

  // --- What the till keeps: sales on their way out, and the allowances of the time alone. ---

  let opened;
  function store() {
    opened = opened || new Promise((resolve, reject) => {
      const asked = indexedDB.open('till', 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore('outbox', { keyPath: 'id' });
        asked.result.createObjectStore('kept');
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  }

  // Resolves only when the transaction is complete: a sale that was written down stays.
  async function inStore(name, mode, act) {
    const database = await store();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode, { durability: 'strict' });
      const asked = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }

  const outbox = {
    put: sale => inStore('outbox', 'readwrite', it => it.put(sale)),
    remove: id => inStore('outbox', 'readwrite', it => it.delete(id)),
    all: () => inStore('outbox', 'readonly', it => it.getAll()),
  };
  const kept = {
    get: () => inStore('kept', 'readonly', it => it.get('snapshot')),
    put: snapshot => inStore('kept', 'readwrite', it => it.put(snapshot, 'snapshot')),
  };

  // --- Talking to the server. ---

  const proof = document.querySelector('input[name="csrf"]');
  const state = {
    online: navigator.onLine,
    csrf: proof && proof.value,
    cashier: byId('badge').dataset.cashier,
    shift: null,
    mine: false,
    taken: false,
    selling: false,
  };
  const sending = new Set();

  async function ask(path, options) {
    const given = new AbortController();
    const timer = setTimeout(() => given.abort(), ANSWER_WITHIN);
    const asked = { credentials: 'same-origin', cache: 'no-store', signal: given.signal };
    try {
      return await fetch(path, Object.assign(asked, options));
    } finally {
      clearTimeout(timer);
    }
  }

  async function pulse() {
    try {
      const answer = await ask('/till/pulse');
      state.online = true;
      if (answer.ok) Object.assign(state, await answer.json());
      if (answer.status === 401) notice(word('signin'));
    } catch (away) {
      state.online = false;
    }
    if (state.online && state.mine) {
      await flush();
      await refresh();
    }
    await badge();
  }

  // Sends a sale that is in the outbox already. Answers what became of it: 'unknown' is not 'no'.
  async function send(sale) {
    const headers = {
      'Content-Type': 'application/json',
      'X-CSRF': state.csrf || '',
      'Idempotency-Key': sale.id,
      'Handed-Over': sale.handedOver ? 'true' : 'false',
    };
    let answer, told;
    sending.add(sale.id);
    try {
      answer = await ask('/till/sales', { method: 'POST', headers: headers, body: sale.body });
      told = await answer.json();
    } catch (away) {
      state.online = false;
      return { outcome: 'unknown' };
    } finally {
      sending.delete(sale.id);
    }
    if (answer.status === 201) {
      await outbox.remove(sale.id);
      return { outcome: 'recorded', told: told };
    }
    const decided = [404, 409, 422].includes(answer.status);
    if (decided && !sale.handedOver) {
      await outbox.remove(sale.id);
      return { outcome: 'refused', reason: told.detail };
    }
    if (decided) return { outcome: 'stuck', reason: told.detail };
    if (answer.status === 401 || answer.status === 403) notice(word('signin'));
    return { outcome: 'unknown' };
  }

  let flushing = false;
  async function flush() {
    if (flushing || !state.csrf) return;
    flushing = true;
    try {
      for (const sale of await outbox.all()) {
        // Another cashier's sales wait for that cashier: they belong to their shift.
        if (sale.cashier !== state.cashier || sending.has(sale.id)) continue;
        const sent = await send(sale);
        if (sent.outcome === 'unknown') break;
        if (sent.outcome === 'recorded') {
          const told = { number: sent.told.receipt_number };
          if (sent.told.disputed) notice(word('disputed', told));
          else if (!sale.handedOver) notice(word('arrived', told), true);
        } else {
          notice(word('refused', { reason: sent.reason }));
        }
      }
    } finally {
      flushing = false;
    }
  }

  // New allowances only when nothing is left of the old ones: else they could be spent twice.
  async function refresh() {
    if (!state.shift || (await outbox.all()).length) return;
    const before = await kept.get();
    const age = before ? Date.now() - before.fetchedAt : 0;
    const young = before && age >= 0 && age < SNAPSHOT_GOOD_FOR; // the clock may have been set back
    if (young && before.shift === state.shift && !before.spent) {
      window.till.keepPictures(before);
      return;
    }
    try {
      const answer = await ask('/till/snapshot');
      if (!answer.ok) return;
      const snapshot = await answer.json();
      if ((await outbox.all()).length) return;
      await kept.put(Object.assign(snapshot, { fetchedAt: Date.now(), spent: 0 }));
      window.till.keepPictures(snapshot);
    } catch (away) {
      state.online = false;
    }
  }

  async function badge() {
    const count = (await outbox.all()).length;
    const place = byId('badge');
    place.hidden = false;
    place.classList.toggle('off', !state.online || count > 0);
    place.textContent =
      word(state.online ? 'online' : 'offline') + (count ? word('waiting', { count: count }) : '');
  }

  // --- One window only owns the till. ---

  function own() {
    if (!navigator.locks) return void (state.mine = true);
    const patience = new AbortController();
    setTimeout(() => patience.abort(), 4000);
    navigator.locks
      .request('till', { signal: patience.signal }, () => {
        state.mine = true;
        pulse();
        return new Promise(() => {});
      })
      .catch(() => notice(word('taken'), !(state.taken = true)));
  }

  // --- The sale on the page goes the same way as one without the network: written down first. ---

  function newSale(id, fields) {
    const body = Object.assign({ id: id, sold_at: new Date().toISOString() }, fields);
    return { id: id, cashier: state.cashier, handedOver: false, body: JSON.stringify(body) };
  }

  async function sell(form, points) {
    const data = new FormData(form);
    const snapshot = await kept.get();
    const member = data.get('member');
    const person = snapshot && snapshot.people.find(it => it.member === member);
    const made = newSale(data.get('key'), {
      shift_id: form.dataset.shift,
      member_id: member,
      points: points,
      lines: data.getAll('lines[]').map(line => {
        const [item, quantity] = line.split(':');
        return { item_id: item, quantity: Number(quantity) };
      }),
      allowance: person ? signed(snapshot, person) : null,
    });
    // What was sent before under this name goes again as it was, whatever became of it.
    const sale = (await outbox.all()).find(it => it.id === made.id) || made;
    notice(word('sending'), true);
    await outbox.put(sale);
    const sent = await send(sale);
    if (sent.outcome === 'recorded') {
      return window.till.go('/till/receipts/' + sent.told.redemption_id + '?done=sold');
    }
    byId('confirm').disabled = sent.outcome === 'unknown';
    notice(sent.reason || word('unknown'));
    if (sent.outcome === 'unknown' && person && (await spend(snapshot, person, points))) {
      await outbox.put(Object.assign(sale, { handedOver: true }));
      return location.assign('/till/offline#slip=' + sale.id);
    }
    return badge();
  }

  // Takes points off what somebody may still spend without the network; no when it is too much.
  async function spend(snapshot, person, points) {
    if (Date.now() >= Date.parse(snapshot.expires_at) || points > left(person)) return false;
    person.spent = (person.spent || 0) + points;
    snapshot.spent += points;
    await kept.put(snapshot);
    return true;
  }

  const left = person => person.points - (person.spent || 0);

  const signed = (snapshot, person) => ({
    window: snapshot.window,
    points: person.points,
    expires_at: snapshot.expires_at,
    token: person.token,
  });

  // While a sale is unsent the cashier neither leaves nor closes; nothing is done in a second window.
  async function guard(event) {
    const form = event.target;
    const path = new URL(form.action, location.href).pathname;
    if (state.taken && form.method === 'post') {
      event.preventDefault();
      return notice(word('taken'));
    }
    if (path !== '/till/close' && path !== '/sign-out') return undefined;
    event.preventDefault();
    const count = (await outbox.all()).length;
    return count ? notice(word('unsent', { count: count })) : form.submit();
  }

  window.till = { byId, word, notice, outbox, kept, state, badge, newSale, signed, spend, left };
  document.addEventListener('submit', guard);
  document.addEventListener('click', async event => {
    const confirm = event.target.closest('#confirm');
    if (!confirm) return;
    event.preventDefault();
    if (state.selling || window.till.waits()) return;
    state.selling = confirm.disabled = true;
    try {
      await sell(confirm.form, Number(confirm.dataset.points));
    } finally {
      state.selling = false;
      window.till.run(); // what was scanned meanwhile
    }
  });
  if (navigator.serviceWorker) navigator.serviceWorker.register('/till/worker.js', { scope: '/till' });
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  ['online', 'offline'].forEach(name => window.addEventListener(name, pulse));
  setInterval(pulse, PULSE_EVERY);
  own();
})();

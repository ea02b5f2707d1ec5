// Selling without the network: within what the server had signed, from the shelf as it was then.
'use strict';
(() => {
  if (!window.till || !document.getElementById('who-form')) return;

  const { byId, word, notice, outbox, kept, state, badge } = window.till;
  const { newSale, signed, spend, left, beep, pictureOf } = window.till;
  let snapshot = null;
  let buyer = null;
  let basket = new Map(); // item id -> pieces

  const element = (name, text, parent) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  };
  const show = (id, shown) => (byId(id).hidden = !shown);
  const item = id => snapshot.shelf.find(it => it.id === id);
  const pointsOf = lines => lines.reduce((sum, [id, count]) => sum + item(id).points * count, 0);
  const points = () => pointsOf([...basket]);
  const expired = () => Date.now() >= Date.parse(snapshot.expires_at);

  // --- Who it is: a card's code, or a volunteer's number. ---

  // The code as the server reads it: without spaces and hyphens, with O for 0 and I and L for 1.
  function codeIn(text) {
    const meant = { O: '0', I: '1', L: '1', U: 'V' };
    const plain = text.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '');
    return plain.replace(/[OILU]/g, it => meant[it]);
  }

  async function digest(text) {
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    return [...new Uint8Array(bytes)].map(it => it.toString(16).padStart(2, '0')).join('');
  }

  async function find(text) {
    const number = /^[Vv]?(\d{1,7})$/.exec(text.trim());
    const wanted = number ? 'V' + number[1].padStart(6, '0') : '';
    const card = await digest(snapshot.salt + codeIn(text));
    return snapshot.people.find(it => it.card === card || it.number === wanted);
  }

  // --- What they want, and what stands in its way. ---

  function stops(lines) {
    if (expired()) return word('expired');
    for (const [id, count] of lines) {
      const goods = item(id);
      const taken = (buyer.taken[id] || 0) + count;
      if (goods.limit !== null && taken > goods.limit) {
        const allowed = Math.max(goods.limit - (buyer.taken[id] || 0), 0);
        return word('overlimit', { name: goods.name, left: allowed });
      }
      if (count > goods.redeemable) {
        return word('outofstock', { name: goods.name, left: goods.redeemable });
      }
    }
    if (pointsOf(lines) > left(buyer)) return word('overallowance', { points: left(buyer) });
    return '';
  }

  function change(id, by) {
    const after = new Map(basket);
    after.set(id, (after.get(id) || 0) + by);
    if (after.get(id) <= 0) after.delete(id);
    const stop = by > 0 ? stops([...after]) : '';
    notice(stop);
    beep(!stop);
    if (!stop) basket = after;
    draw();
  }

  function draw() {
    show('selling', Boolean(buyer));
    if (!buyer) return;
    byId('buyer').textContent = word('buyer', { name: buyer.name, points: left(buyer) });
    byId('basket').textContent = '';
    for (const [id, count] of basket) {
      const line = element('li', '', byId('basket'));
      line.appendChild(pictureOf(item(id)));
      element('strong', item(id).name + ' × ' + count, line);
      const less = element('button', '−', line);
      less.type = 'button';
      less.className = 'quiet';
      less.setAttribute('aria-label', word('remove', { name: item(id).name }));
      less.addEventListener('click', () => change(id, -1));
    }
    const sums = { points: points(), left: left(buyer) - points() };
    byId('total').textContent = basket.size ? word('total', sums) : '';
    show('keep', basket.size);
  }

  function drawShelf() {
    byId('shelf').textContent = '';
    const ranOut = it => Number(it.redeemable <= 0);
    for (const goods of [...snapshot.shelf].sort((one, other) => ranOut(one) - ranOut(other))) {
      const button = element('button', '', element('li', '', byId('shelf')));
      button.type = 'button';
      button.className = 'quiet';
      button.appendChild(pictureOf(goods));
      element('strong', goods.name, button);
      element('span', word('points', { points: goods.points }), button);
      button.addEventListener('click', () => change(goods.id, 1));
    }
  }

  function choose(person) {
    buyer = person || null;
    basket = new Map();
    notice(person ? '' : word(expired() ? 'expired' : 'nobody'));
    show('slip', false);
    draw();
    if (person) byId('goods').focus();
  }

  // The one form of a barcode, as the server has it in domain/shop/barcode.py.
  function barcodeOf(read) {
    const text = read.normalize('NFKC').trim();
    const plain = text.replace(/^\][A-Za-z][0-9A-Za-z]/, '');
    const link = /^https?:\/\/[^?#]*\/01\/(\d{8,14})(?:[/?#]|$)/i.exec(plain);
    if (link) return link[1].padStart(14, '0');
    const element = /^(?:\(01\)|(?:[^]*\x1d)?01)(\d{14})/.exec(plain);
    if (element && (plain !== text || plain[0] === '(' || checked(element[1]))) return element[1];
    const digits = plain.replace(/[\s\u2010-\u2015-]/g, '');
    if (!/^\d+$/.test(digits)) return plain.replace(/\s/g, '').toUpperCase();
    return [8, 12, 13].includes(digits.length) ? digits.padStart(14, '0') : digits;
  }

  const checked = digits =>
    [...digits].reduce((sum, it, place) => sum + Number(it) * (place % 2 ? 1 : 3), 0) % 10 === 0;

  function scanned(text) {
    const parts = /^(?:(\d{1,4})\s*[*×])?\s*(.+)$/.exec(text.normalize('NFKC').trim());
    if (!parts) return byId('keep').focus();
    const code = barcodeOf(parts[2]);
    const codes = it => (it.barcodes || [it.barcode || '']).map(barcodeOf); // as kept before, too
    const exact = snapshot.shelf.filter(it => codes(it).includes(code));
    const named = snapshot.shelf.filter(it => it.name.includes(parts[2]));
    const found = exact.length ? exact : named;
    if (found.length !== 1) {
      beep(false);
      return notice(word('nogoods', { text: parts[2].slice(0, 40) }));
    }
    const count = Number(parts[1] || 1);
    return change(found[0].id, count || -(basket.get(found[0].id) || 0));
  }

  // --- Written down first; the slip says that it waits. ---

  const newId = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map(it => it.toString(16).padStart(2, '0')).join('');

  async function keep() {
    const lines = [...basket];
    const stop = state.taken ? word('taken') : stops(lines);
    if (stop) return notice(stop);
    byId('keep').hidden = true;
    const sale = newSale(newId(), {
      shift_id: snapshot.shift,
      member_id: buyer.member,
      points: pointsOf(lines),
      lines: lines.map(([id, count]) => ({ item_id: id, quantity: count })),
      allowance: signed(snapshot, buyer),
    });
    sale.cashier = snapshot.cashier;
    sale.handedOver = true;
    await outbox.put(sale);
    for (const [id, count] of lines) {
      item(id).redeemable -= count;
      buyer.taken[id] = (buyer.taken[id] || 0) + count;
    }
    await spend(snapshot, buyer, pointsOf(lines));
    await badge();
    return slip(sale);
  }

  function slip(sale) {
    const body = JSON.parse(sale.body);
    const person = snapshot.people.find(it => it.member === body.member_id);
    const number = snapshot.prefix + 'F' + sale.id.slice(0, 6).toUpperCase();
    // The community's time, whatever this machine's clock is set to show.
    const community = { timeZone: byId('slip').dataset.zone };
    const soldAt = new Date(body.sold_at).toLocaleString(document.documentElement.lang, community);
    byId('slip-number').textContent = number + ' · ' + soldAt;
    byId('slip-buyer').textContent = person ? person.name + ' · ' + person.number : '';
    byId('slip-lines').textContent = '';
    for (const line of body.lines) {
      const row = element('tr', '', byId('slip-lines'));
      const goods = item(line.item_id);
      element('td', goods ? goods.name : line.item_id, row);
      element('td', line.quantity, row).className = 'number';
      element('td', goods ? goods.points * line.quantity : '', row).className = 'number';
    }
    byId('slip-total').textContent = word('points', { points: body.points });
    byId('slip-note').textContent = word('kept');
    buyer = null;
    draw();
    show('slip', true);
    byId('who').focus();
  }

  // --- What was under way when the network went. ---

  async function goOn() {
    snapshot = await kept.get();
    if (!snapshot) return notice(word('nosnapshot'));
    drawShelf();
    const from = new URLSearchParams(location.hash.slice(1));
    history.replaceState(null, '', location.pathname);
    const written = (await outbox.all()).find(it => it.id === from.get('slip'));
    if (written) return slip(written);
    const who = from.get('who');
    const scans = from.getAll('scan');
    const is = it => it.member === from.get('member');
    const person = who ? await find(who) : snapshot.people.find(is);
    if (person || who) choose(person);
    if (!person) return scans.length && notice(word('notadded', { texts: scans.join(' ') }));
    for (const line of from.getAll('line')) {
      const [id, count] = line.split(':');
      if (item(id)) change(id, Number(count));
    }
    scans.forEach(scanned);
    return undefined;
  }

  // A scanner does not wait: what it types before the page is ready is found as soon as it is.
  const ready = goOn();
  byId('who-form').addEventListener('submit', async event => {
    event.preventDefault();
    const text = byId('who').value;
    byId('who').value = '';
    await ready;
    snapshot = (await kept.get()) || snapshot;
    if (!snapshot) return notice(word('nosnapshot'));
    return choose(await find(text));
  });
  byId('goods-form').addEventListener('submit', event => {
    event.preventDefault();
    const text = byId('goods').value;
    byId('goods').value = '';
    scanned(text);
  });
  byId('keep').addEventListener('click', keep);
  byId('another').addEventListener('click', () => {
    buyer = null;
    basket = new Map();
    notice('');
    draw();
    byId('who').focus();
  });
})();

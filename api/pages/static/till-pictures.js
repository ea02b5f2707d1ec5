// Small pictures of goods, kept for the time without the network: the worker answers with them.
'use strict';
(() => {
  if (!window.till) return;

  const KEPT = 'till-pictures';
  const PICTURES_MAX = 300; // of 15 KB at most
  const SVG = 'http://www.w3.org/2000/svg';
  let keptFor = ''; // the snapshot whose pictures there are

  // Those of what is on the shelf, one after another; those of what is not any more go.
  async function keepPictures(snapshot) {
    if (!window.caches || keptFor === snapshot.window) return;
    keptFor = snapshot.window;
    const photographs = snapshot.shelf.map(it => it.photograph).filter(Boolean);
    const wanted = [...new Set(photographs)].slice(0, PICTURES_MAX);
    try {
      const cache = await caches.open(KEPT);
      const had = (await cache.keys()).map(it => new URL(it.url).pathname);
      for (const path of had) if (!wanted.includes(path)) await cache.delete(path);
      for (const path of wanted) if (!had.includes(path)) await keepOne(cache, path);
    } catch (away) {
      keptFor = '';
    }
  }

  async function keepOne(cache, path) {
    const answer = await fetch(path, { credentials: 'omit' });
    if (answer.ok) await cache.put(path, answer);
  }

  function pictureOf(goods) {
    if (!goods.photograph) return drawn(goods);
    const photograph = document.createElement('img');
    photograph.className = 'good-picture';
    photograph.alt = '';
    photograph.addEventListener('error', () => photograph.replaceWith(drawn(goods)));
    photograph.src = goods.photograph;
    return photograph;
  }

  function drawn(goods) {
    const symbol = goods.drawing && document.getElementById('drawn-' + goods.drawing);
    const made = symbol ? document.createElementNS(SVG, 'svg') : document.createElement('span');
    made.setAttribute('class', 'good-picture');
    made.setAttribute('aria-hidden', 'true');
    if (symbol) {
      made.appendChild(document.createElementNS(SVG, 'use')).setAttribute('href', '#' + symbol.id);
    } else {
      made.textContent = goods.name.trim()[0] || '·';
    }
    return made;
  }

  Object.assign(window.till, { keepPictures, pictureOf });
})();

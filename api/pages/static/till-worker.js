// The till's service worker: when the network is gone it stands in with the page for selling alone.
'use strict';

const KEPT = 'till-4';
const PICTURES = 'till-pictures'; // filled by the till's own scripts
const PAGE = '/till/offline';
const FILES = [
  PAGE,
  '/static/app.css',
  '/static/till.css',
  '/till/scripts.js',
];

self.addEventListener('install', event => {
  const fetched = caches.open(KEPT).then(cache => cache.addAll(FILES));
  event.waitUntil(fetched.then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => {
  const old = names => Promise.all(names.filter(it => ![KEPT, PICTURES].includes(it)).map(it => caches.delete(it)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

self.addEventListener('fetch', event => {
  const request = event.request;
  const path = new URL(request.url).pathname;
  if (request.mode === 'navigate') {
    event.respondWith(navigate(request, path));
  } else if (request.method === 'GET' && FILES.includes(path)) {
    event.respondWith(fresh(request, path));
  } else if (request.method === 'GET' && path.startsWith('/pictures/')) {
    event.respondWith(pictured(request, path));
  }
});

// What the server has is newer; what was kept is for the time without it.
async function fresh(request, path) {
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(KEPT)).put(path, answer.clone());
    return answer;
  } catch (away) {
    return (await caches.match(path)) || Response.error();
  }
}

// A picture is named by what it shows, and never changes.
async function pictured(request, path) {
  return (await caches.match(path, { cacheName: PICTURES })) || fetch(request);
}

async function navigate(request, path) {
  const form = request.method === 'POST' ? request.clone() : null;
  try {
    const answer = await fetch(request);
    if (path === PAGE && answer.ok) (await caches.open(KEPT)).put(PAGE, answer.clone());
    return answer;
  } catch (away) {
    if (form) return Response.redirect(PAGE + (await basketIn(form, path)), 303);
    return (await caches.match(PAGE)) || Response.error();
  }
}

// A basket that was on its way to the server goes on without it.
async function basketIn(request, path) {
  if (path !== '/till/sale' && path !== '/till/sell') return '';
  const form = await request.formData();
  const kept = new URLSearchParams({ member: form.get('member') || '' });
  form.getAll('lines[]').forEach(line => kept.append('line', line));
  return '#' + kept;
}

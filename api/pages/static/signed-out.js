// Where nobody is signed in, what a till kept of people goes, unless sales still wait to be sent.
(async () => {
  if (!window.indexedDB || !indexedDB.databases) return;
  const known = await indexedDB.databases();
  if (!known.some(it => it.name === 'till')) return;
  const asked = indexedDB.open('till');
  asked.onsuccess = () => {
    const database = asked.result;
    const transaction = database.transaction(['outbox', 'kept'], 'readwrite');
    const unsent = transaction.objectStore('outbox').count();
    unsent.onsuccess = () => unsent.result || transaction.objectStore('kept').clear();
    transaction.oncomplete = () => database.close();
  };
})();

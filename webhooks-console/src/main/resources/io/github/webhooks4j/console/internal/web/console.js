const policy = window.trustedTypes?.createPolicy('webhooks', { createHTML: html => html }) ?? { createHTML: html => html };
const SECONDS = 5000;
let tag = null;

function localise(root) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.valueOf())) time.textContent = at.toLocaleString(document.documentElement.lang, { dateStyle: 'short', timeStyle: 'medium' });
  }
}

function busy(part) {
  const held = document.activeElement;
  return document.hidden || !document.getSelection().isCollapsed || (held && part.contains(held) && held !== part)
    || part.querySelector('details[open], dialog[open]') !== null;
}

async function refresh() {
  const part = document.querySelector('[data-refresh]');
  if (!part || busy(part)) return;
  try {
    const response = await fetch(location.href, { headers: tag ? { 'If-None-Match': tag } : {}, redirect: 'error' });
    if (response.status !== 200) return;
    tag = response.headers.get('ETag');
    const page = new DOMParser().parseFromString(policy.createHTML(await response.text()), 'text/html');
    const fresh = page.querySelector('[data-refresh]');
    if (!fresh || busy(part)) return;
    localise(fresh);
    part.replaceWith(document.adoptNode(fresh));
  } catch { /* The next one may succeed. */ }
}

localise(document);
const note = document.querySelector('[data-refreshes]');
if (note && document.querySelector('[data-refresh]')) {
  note.hidden = false;
  if (note.dataset.refreshes === 'on') setInterval(refresh, SECONDS);
}

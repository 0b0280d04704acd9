const policy = window.trustedTypes?.createPolicy('webhooks', { createHTML: html => html }) ?? { createHTML: html => html };
const SECONDS = 5000;
let tag = null;

const two = number => String(number).padStart(2, '0');

function localise(root) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    time.textContent = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
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

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent));
}
document.querySelector('[data-focus]')?.focus();
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') for (const open of document.querySelectorAll('.ask[open], .menu[open]')) { open.open = false; open.querySelector('summary').focus(); }
});

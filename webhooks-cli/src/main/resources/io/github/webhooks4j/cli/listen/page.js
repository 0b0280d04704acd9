// Everything that came from outside is set as text, never as markup.
const list = document.getElementById('list');
const problem = document.getElementById('problem');
const shown = new Map();
let last = 0;

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};

const say = text => {
  problem.textContent = text;
  problem.hidden = !text;
};

const post = async (path, text) => {
  const response = await fetch(path, {method: 'POST', body: text});
  say(response.status >= 400 ? await response.text() : '');
  await poll();
};

const pretty = text => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

const quoted = text => "'" + text.replaceAll("'", "'\\''") + "'";

// Without globbing, and without a file where a body begins with @.
const curl = arrival => ['curl --globoff --request ' + quoted(arrival.method),
  ...arrival.headers.filter(([name]) => /^(content-type|webhook-)/i.test(name))
    .map(([name, value]) => '--header ' + quoted(value ? name + ': ' + value : name + ';')),
  '--data-raw ' + quoted(arrival.body), 'URL'].join(' ');

const button = (text, action) => {
  const made = element('button', text);
  made.type = 'button';
  made.addEventListener('click', () => action(made));
  return made;
};

const copying = (label, text) => button(label, async made => {
  await navigator.clipboard.writeText(text);
  made.textContent = 'Copied';
});

const buttons = arrival => {
  const row = element('div', undefined, 'buttons');
  row.append(copying('Copy body', arrival.body), copying('Copy as curl', curl(arrival)));
  if (/"callback_url"\s*:/.test(arrival.body)) {
    for (const state of ['success', 'failure', 'error']) {
      row.append(button('Call back ' + state, () => post('arrivals/' + arrival.number + '/callback', state)));
    }
  }
  return row;
};

const show = arrival => {
  const before = shown.get(arrival.number);
  const box = element('details');
  box.open = before ? before.open : false;
  const head = element('summary');
  const time = element('time', new Date(arrival.at).toLocaleTimeString());
  time.dateTime = arrival.at;
  time.title = arrival.at;
  const signed = arrival.signature === 'signature valid' ? 'good' : arrival.signature === 'not verified' ? 'quiet' : 'bad';
  head.append(time, element('code', arrival.method + ' ' + arrival.path), element('span', arrival.type ?? 'no type'),
    element('code', arrival.id ?? 'no webhook-id', 'quiet'));
  if (arrival.times > 1) head.append(element('span', 'request ' + arrival.times + ' of this id'));
  head.append(element('span', arrival.signature.split(':')[0], signed), element('span', '→ ' + arrival.response, 'to'));
  const more = element('div', undefined, 'more');
  if (signed === 'bad') more.append(element('p', arrival.signature, 'bad'));
  const headers = element('dl');
  for (const [name, value] of arrival.headers) headers.append(element('dt', name), element('dd', value));
  const body = element('pre', pretty(arrival.body));
  body.tabIndex = 0;
  more.append(headers, element('p', arrival.bytes + ' bytes', 'quiet'), body, buttons(arrival));
  if (arrival.callback) more.append(element('p', arrival.callback));
  box.append(head, more);
  if (before) before.replaceWith(box);
  else list.prepend(box);
  shown.set(arrival.number, box);
};

const fill = (id, text) => {
  const input = document.forms[id].elements.text;
  if (document.activeElement !== input) input.value = text;
};

async function poll() {
  const data = await (await fetch('arrivals?after=' + last)).json();
  last = data.last;
  data.arrivals.sort((a, b) => a.number - b.number).forEach(show);
  for (const old of [...shown.keys()].sort((a, b) => a - b).slice(0, -500)) {
    shown.get(old).remove();
    shown.delete(old);
  }
  fill('responses', data.responses);
  fill('callbacks', data.callbacks);
  if (shown.size) document.getElementById('count').textContent = Math.max(...shown.keys()) + ' so far, the latest first';
}

for (const id of ['responses', 'callbacks']) {
  document.forms[id].addEventListener('submit', event => {
    event.preventDefault();
    const input = event.target.elements.text;
    input.blur();
    post(id, input.value.trim());
  });
}

const loop = async () => {
  try {
    if (!document.hidden) await poll();
  } catch {
    say('The receiver has ended; start listen again, and read the page anew.');
    return;
  }
  setTimeout(loop, 1000);
};
loop();

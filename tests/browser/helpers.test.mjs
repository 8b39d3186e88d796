// The helpers themselves, against two small pages: on the sound one they pass, on the faulty one each must find its fault.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile, chmod } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertAccessible, firstVisit, overflowing, violations } from './helpers/audit.mjs';
import { newVisitor, openBrowser, picture, signIn, withAndWithoutScript } from './helpers/browser.mjs';
import { Keyboard } from './helpers/keyboard.mjs';
import { startRelais } from './helpers/relais.mjs';

const page = (style, body) => `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai – Relais</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>${style}</style></head><body>${body}</body></html>`;
const SOUND = page(
  ':focus-visible{outline:3px solid #003a70}',
  `<header><a href="#c">Aller au contenu</a></header><main id="c"><h1>Essai</h1><form action="/recu">
  <p><label for="n">Nom</label> <input id="n" name="n" autocomplete="name"></p>
  <fieldset><legend>Thème</legend><p><input type="radio" id="a" name="t" value="a"><label for="a">Papiers</label></p>
  <p><input type="radio" id="b" name="t" value="b"><label for="b">Logement</label></p></fieldset>
  <p><input type="checkbox" id="d" name="d"><label for="d">D’accord</label></p>
  <p><label for="s">Commune</label> <select id="s" name="s"><option>Brest</option><option>Guipavas</option></select></p>
  <details><summary>En savoir plus</summary><p>Suite</p></details>
  <p id="script">sans script</p><script>document.getElementById('script').textContent = 'avec script'</script>
  <button>Envoyer</button></form></main>`,
);
const FAULTY = page(
  ':focus{outline:none} .pale{color:#bbb;background:#fff}',
  `<main><h1>Essai</h1><p class="pale">Illisible</p><input name="n" placeholder="Nom">
  <div id="large" style="width:900px">Trop large</div><p><a href="/x">Suite</a></p>
  <div id="trap" tabindex="0">Piège</div><a href="/y">Plus loin</a>
  <script>document.getElementById('trap').onkeydown = (event) => event.preventDefault()</script></main>`,
);

let browser, server, origin;
before(async () => {
  server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname === '/login' && url.searchParams.get('login_hint') === 'camille') {
      response.writeHead(303, { location: '/' }).end();
      return;
    }
    const html = gzipSync(url.pathname === '/faulty' ? FAULTY : SOUND);
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' };
    response.writeHead(200, headers).end(html);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function visit(address, act, options) {
  const context = await newVisitor(browser, options);
  const opened = await context.newPage();
  await opened.goto(origin + address);
  await act(opened).finally(() => context.close());
}

test('a sound page is accessible and keeps its width', () => visit('/', assertAccessible));

test('axe finds the faults of a faulty page, script or not, and names the French criterion', async () => {
  for (const script of [true, false]) {
    await visit(
      '/faulty',
      async (opened) => assert.match((await violations(opened)).join('\n'), /color-contrast \[.*RGAA-3\.2/),
      { script },
    );
  }
});

test('the reflow check names what sticks out and leaves the window as it was', () =>
  visit('/faulty', async (opened) => {
    assert.ok((await overflowing(opened)).includes('div#large'));
    assert.equal(opened.viewportSize().width, 1280);
  }));

test('a form is filled and sent by keyboard alone, without script and with it', async () => {
  const seen = [];
  await withAndWithoutScript(browser, { width: 320 }, async (opened, { script }) => {
    await opened.goto(origin);
    seen.push(await opened.locator('#script').textContent());
    await assertAccessible(opened);
    const keyboard = new Keyboard(opened);
    await keyboard.fill('Nom', 'Awa');
    await keyboard.choose('Logement');
    await keyboard.check('D’accord');
    await keyboard.select('Commune', 'Guipavas');
    await keyboard.unfold('En savoir plus');
    await keyboard.button('Envoyer');
    await opened.waitForURL(/recu/);
    const sent = new URL(opened.url()).searchParams;
    assert.deepEqual([sent.get('n'), sent.get('t'), sent.get('d'), sent.get('s')], ['Awa', 'b', 'on', 'Guipavas']);
    assert.equal(typeof script, 'boolean');
  });
  assert.deepEqual(seen, ['sans script', 'avec script']);
});

test('an invisible focus and a keyboard trap fail the journey', () =>
  visit('/faulty', async (opened) => {
    const keyboard = new Keyboard(opened);
    await assert.rejects(keyboard.link('Suite'), /focus does not show/);
    await assert.rejects(keyboard.link('Plus loin'), /trapped/);
  }));

test('a first visit weighs what is sent, compressed', async () => {
  const weight = await firstVisit(browser, `${origin}/`);
  const sent = gzipSync(SOUND).length;
  assert.equal(weight.requests, 1);
  assert.ok(weight.document >= sent && weight.document < sent + 400, `${weight.document} for ${sent}`);
  assert.equal(weight.total, weight.document);
  await assert.rejects(firstVisit(browser, `${origin}/login?login_hint=camille`), /another page/);
});

test('signing in reaches the application, and a refused account is noticed', () =>
  visit('/', async (opened) => {
    await signIn(opened, origin, 'camille');
    await assert.rejects(signIn(opened, origin, 'personne'), /not signed in/);
  }));

test('a program that ends or never gets ready is reported with its words; a ready one is stopped', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'relais-helper-'));
  const program = async (name, text) => {
    const file = path.join(folder, name);
    await writeFile(file, `#!/bin/sh\n${text}\n`);
    await chmod(file, 0o755);
    return file;
  };
  const broken = await program('broken', 'echo no such table; exit 3');
  await assert.rejects(startRelais({ binary: broken }), /ended with 3[^]*no such table/);
  const ready = await program('ready', 'echo "Relais is ready at http://127.0.0.1:4"; exec tail -f /dev/null');
  const relais = await startRelais({ binary: ready });
  assert.equal(relais.origin, 'http://127.0.0.1:4');
  await relais.stop();
  assert.throws(() => process.kill(relais.pid, 0), /ESRCH/);
  await rm(folder, { recursive: true });
});

test('pictures go to the folder that is asked for', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'relais-pictures-'));
  process.env.RELAIS_PICTURES = folder;
  await visit('/', (opened) => picture(opened, 'essai'));
  delete process.env.RELAIS_PICTURES;
  assert.deepEqual(await readdir(folder), ['essai.png']);
  await rm(folder, { recursive: true });
});

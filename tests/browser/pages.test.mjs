// Every page as each role meets it: axe without a violation, no sideways scrolling at 320 px, one main heading, a title
// of its own, nothing fetched from elsewhere, nothing in the console. A route without a visit here fails the file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ACCOUNTS, OTHER_SERVICE, demonstration } from './helpers/demo.mjs';
import { Desk } from './helpers/desk.mjs';
import { firstVisit, overflowing, sheets, violations } from './helpers/audit.mjs';
import { NARROW, WIDE, newVisitor, patiently } from './helpers/browser.mjs';
import * as steps from './helpers/steps.mjs';
import { FURTHER, VISITS, prepareRecords, recordsOf } from './helpers/visits.mjs';

const KB = 1024;
const WEB = new URL('../../crates/web/src/', import.meta.url);

/** Every route that answers a GET, by the name of its address in paths.rs: read from the router itself. */
function routes() {
  const source = (file) => readFileSync(new URL(file, WEB), 'utf8');
  const paths = source('../../views/src/paths.rs');
  const fixed = [...paths.matchAll(/^ {4}([A-Z_]+) = "([^"]+)";/gm)].map(([, name, path]) => [name, path]);
  const ofRecord = [...paths.matchAll(/^ {4}([A-Z_]+), \w+\(id: \w+\) = "([^"]+)", "([^"]*)";/gm)];
  const patterns = Object.fromEntries([...fixed, ...ofRecord.map(([, name, head, tail]) => [name, `${head}/{id}${tail}`])]);
  const lines = [...source('router.rs').matchAll(/at::([A-Z_]+)(?: => |, )(get|post)\b([^;]*);?/g)];
  const gets = lines.filter(([line]) => /\bget\b/.test(line)).map(([, name]) => name);
  assert.ok(gets.length > 25, 'the router could not be read');
  return Object.fromEntries(gets.map((name) => [name, patterns[name] ?? assert.fail(`no path ${name}`)]));
}

/** Addresses that show no page of their own. */
const NO_PAGE = {
  LOGIN: 'leads to the provider',
  LOGIN_CALLBACK: 'leads back from it; its refusal is visited below',
  ASSET: 'a file',
  INBOX_LIVE: 'a stream',
  REFERRAL_LIVE: 'a stream',
};

const ROLES = ['sender', 'recipient', 'receptionist', 'manager', 'volunteer', 'mediator', 'networkAdmin', 'dpo'];

const made = {};
/** Structures that were drawn and audited: the same elements with the same classes and attributes are the same page. */
const audited = new Set();

const scene = demonstration(async (scene) => Object.assign(made, await prepareRecords(scene)));

/** A page with an ear on everything it fetches and everything it complains of. */
async function listeningPage(context) {
  const page = await context.newPage();
  page.complaints = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== scene.origin) page.complaints.push(`fetches ${request.url()}`);
  });
  page.on('pageerror', (error) => page.complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    const aboutStatus = /the server responded with a status of 4\d\d/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !aboutStatus) page.complaints.push(message.text());
  });
  return page;
}

const NEVER_CLOSED = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);

/** What a document is made of, read without drawing it: each kind of element in its kind of owner, once. */
function structure(html) {
  const parts = new Set();
  const owners = [];
  for (const [, end, tag, rest] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/g)) {
    if (end) {
      owners.length = Math.max(owners.lastIndexOf(tag), 0);
      continue;
    }
    const attributes = [...rest.matchAll(/\s([a-z][\w:-]*)(?:="([^"]*)")?/g)].map(([, name, value]) =>
      ['class', 'type', 'role'].includes(name) ? `${name}=${value}` : name,
    );
    parts.add(`${owners.at(-1) ?? ''}>${tag}(${attributes.sort().join(',')})`);
    if (!NEVER_CLOSED.has(tag) && !rest.endsWith('/')) owners.push(tag);
  }
  return [...parts].sort().join(' ');
}

/** What every document must have, read without drawing it: { title, faults }. */
function read(html) {
  const faults = [];
  const headings = html.split('<h1').length - 1;
  if (headings !== 1) faults.push(`${headings} main headings`);
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1].trim();
  if (!/^.+ · Relais$/.test(title)) faults.push(`title « ${title} »`);
  return { title, faults };
}

/** What the page that is drawn must satisfy. */
async function audit(page) {
  const faults = [];
  for (const width of [WIDE, NARROW]) {
    await page.setViewportSize({ width, height: 720 });
    faults.push(...(await violations(page, { colours: width === WIDE })).map((fault) => `${fault} (${width} px)`));
  }
  const wide = await overflowing(page);
  if (wide.length > 0) faults.push(`sideways at 320 px: ${wide.join(', ')}`);
  await page.setViewportSize({ width: WIDE, height: 720 });
  return [...faults, ...page.complaints.splice(0)];
}

test('every route has a visit, and every visit a route', () => {
  const names = Object.keys(routes()).filter((name) => !(name in NO_PAGE));
  assert.deepEqual(Object.keys(VISITS).sort(), names.sort());
});

/** Statuses seen of each route, over all roles. */
const seen = Object.fromEntries(Object.keys(VISITS).map((name) => [name, new Set()]));

for (const role of ROLES) {
  test(`every page, as ${role}`, async () => {
    const desk = await Desk.open(scene.browser, scene.origin, ACCOUNTS[role]);
    const page = await listeningPage(desk.context);
    const faults = [];
    const titles = new Map();
    const visits = [...Object.entries(VISITS), ...Object.entries(FURTHER)];
    for (const [name, address] of visits) {
      const path = address(recordsOf(made, role));
      const { status, html, url } = await desk.get(path);
      seen[name]?.add(status);
      if (![200, 400, 403, 404, 422].includes(status)) faults.push(`${name}: answers ${status}`);
      const { title, faults: found } = read(html);
      // What was seen once need not be drawn again: it is the same page with other words.
      const madeOf = structure(html);
      if (!audited.has(madeOf)) {
        audited.add(madeOf);
        await patiently(page, scene.origin + path);
        found.push(...(await audit(page)));
      }
      faults.push(...found.map((fault) => `${name}: ${fault}`));
      // The first question of a draft is the same before and after the draft exists.
      if (status !== 200 || name in FURTHER || name === 'PERSON_REFERRALS') continue;
      const owner = titles.get(title);
      if (owner && owner !== new URL(url).pathname) faults.push(`${name}: « ${title} » is also the title of ${owner}`);
      titles.set(title, new URL(url).pathname);
    }
    assert.deepEqual(faults, []);
    await desk.close();
  });
}

test('who works for two organisations chooses one, and works there', async () => {
  const desk = await Desk.open(scene.browser, scene.origin, ACCOUNTS.twoCommunes);
  const page = await listeningPage(desk.context);
  await page.goto(scene.origin);
  await steps.arrive(page, 'Où travaillez-vous maintenant ?');
  assert.deepEqual([...read(await page.content()).faults, ...(await audit(page))], []);
  await page.getByRole('radio', { name: 'Guilers' }).check();
  await page.getByRole('button', { name: 'Entrer' }).click();
  await steps.arrive(page, 'Ma journée');
  await page.getByRole('banner').getByRole('link', { name: 'CCAS de Guilers' }).waitFor();
  await desk.close();
});

test('every page opened for somebody', () => {
  const closed = Object.entries(seen).filter(([, statuses]) => !statuses.has(200));
  assert.deepEqual(closed.map(([name]) => name), []);
});

test('the pages before sign-in, the provider’s included', async () => {
  const context = await newVisitor(scene.browser);
  const page = await listeningPage(context);
  const faults = [];
  for (const path of ['/', '/signed-out', '/accessibility', '/privacy', made.invitation, '/nothing-here', '/login/callback']) {
    const html = await (await page.goto(scene.origin + path)).text();
    faults.push(...[...read(html).faults, ...(await audit(page))].map((fault) => `${path}: ${fault}`));
  }
  await page.goto(`${scene.origin}/login`);
  await steps.arrive(page, 'Avec quel compte vous connectez-vous ?');
  for (const path of [null, '/idp/end-session', '/idp/authorize']) {
    if (path) await page.goto(scene.origin + path);
    faults.push(...(await violations(page)).map((fault) => `provider ${path}: ${fault}`));
    if ((await overflowing(page)).length > 0) faults.push(`provider ${path}: sideways at 320 px`);
    faults.push(...page.complaints.splice(0));
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('what a person takes home is one sheet of paper, whole', async () => {
  const desk = await Desk.open(scene.browser, scene.origin, ACCOUNTS.sender);
  const all = ['identity', 'phone', 'birth', 'languages', 'situation'];
  const { referral } = await desk.refer(steps.visitor('Gwendoline', 'Pennec', '06 30 00 00 06'), OTHER_SERVICE, all);
  const page = await desk.newPage();
  for (const path of [`/referrals/${referral}/receipt`, `/referrals/${made.sender.draft}/agreement`]) {
    await page.goto(scene.origin + path);
    assert.equal(await sheets(page), 1, path);
  }
  await desk.close();
});

test('the inbox weighs at most 150 KB on a first visit, and scripts at most 40 KB', async () => {
  const desk = await Desk.open(scene.browser, scene.origin, ACCOUNTS.recipient);
  const cookies = await desk.context.cookies();
  const inbox = await firstVisit(scene.browser, `${scene.origin}/inbox`, { cookies });
  console.log('inbox, first visit:', JSON.stringify(inbox));
  assert.ok(inbox.total <= 150 * KB, `${inbox.total} bytes`);
  // The page with the most script: the search inside the network.
  const partners = await firstVisit(scene.browser, `${scene.origin}/partners`, { cookies });
  console.log('partners, first visit:', JSON.stringify(partners));
  assert.ok(inbox.script <= 40 * KB && partners.script <= 40 * KB, `${inbox.script} and ${partners.script} bytes`);
  const bare = await firstVisit(scene.browser, `${scene.origin}/inbox`, { cookies, script: false });
  assert.equal(bare.script, 0);
  await desk.close();
});

// Every page as each role meets it: axe without a violation, no sideways scrolling at 320 px, one main heading, a title
// of its own, nothing fetched from elsewhere, nothing in the console. A route without a visit here fails the file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ACCOUNTS, demonstration } from './helpers/demo.mjs';
import { Desk } from './helpers/desk.mjs';
import { firstVisit, overflowing, violations } from './helpers/audit.mjs';
import { NARROW, WIDE, newVisitor, patiently } from './helpers/browser.mjs';
import * as steps from './helpers/steps.mjs';
import { FURTHER, VISITS, prepareRecords, recordsOf } from './helpers/visits.mjs';

const KB = 1024;
const WEB = new URL('../../crates/web/src/', import.meta.url);

/** Every route that answers a GET, by the name of its address in paths.rs: read from the router itself. */
function routes() {
  const source = (file) => readFileSync(new URL(file, WEB), 'utf8');
  const paths = source('paths.rs');
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
};

const ROLES = ['sender', 'recipient', 'receptionist', 'manager', 'volunteer', 'mediator', 'networkAdmin', 'dpo'];

const made = {};
/** Structures that were audited: the same elements with the same classes and attributes are the same page to axe. */
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

const signature = (page) =>
  page.evaluate(() => {
    const parts = new Set();
    for (const element of document.querySelectorAll('*')) {
      const owner = element.parentElement?.tagName ?? '';
      const attributes = element.getAttributeNames().sort().join(',');
      parts.add(`${owner}>${element.tagName}.${element.getAttribute('class') ?? ''}[${element.type ?? ''}](${attributes})`);
    }
    return [...parts].sort().join(' ');
  });

/** Everything a page must satisfy; returns its title. */
async function audit(page, what) {
  const faults = [];
  const headings = await page.getByRole('heading', { level: 1 }).count();
  if (headings !== 1) faults.push(`${headings} main headings`);
  const title = await page.title();
  if (!/^.+ · Relais$/.test(title)) faults.push(`title « ${title} »`);
  const structure = await signature(page);
  if (!audited.has(structure)) {
    audited.add(structure);
    for (const width of [WIDE, NARROW]) {
      await page.setViewportSize({ width, height: 720 });
      faults.push(...(await violations(page, { colours: width === WIDE })).map((fault) => `${fault} (${width} px)`));
    }
    const wide = await overflowing(page);
    if (wide.length > 0) faults.push(`sideways at 320 px: ${wide.join(', ')}`);
    await page.setViewportSize({ width: WIDE, height: 720 });
  }
  faults.push(...page.complaints.splice(0));
  return { title, faults: faults.map((fault) => `${what}: ${fault}`) };
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
    const refusals = new Set();
    for (const [name, address] of visits) {
      const path = address(recordsOf(made, role));
      const status = (await patiently(page, scene.origin + path)).status();
      const url = page.url();
      seen[name]?.add(status);
      if (![200, 400, 403, 404, 422].includes(status)) faults.push(`${name}: answers ${status}`);
      // A refusal is one page for all addresses: seen once.
      if (status !== 200 && refusals.has(status)) {
        faults.push(...page.complaints.splice(0));
        continue;
      }
      if (status !== 200) refusals.add(status);
      const { title, faults: found } = await audit(page, name);
      faults.push(...found);
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
  const { faults } = await audit(page, 'MEMBERSHIPS');
  assert.deepEqual(faults, []);
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
    await page.goto(scene.origin + path);
    faults.push(...(await audit(page, path)).faults);
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

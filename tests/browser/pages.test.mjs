// Every page as each role meets it: axe without a violation, no sideways scrolling at 320 px, one main heading, a title
// of its own, nothing fetched from elsewhere, nothing in the console. A route without a visit here fails the file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ACCOUNTS, OTHER_SERVICE, SERVICE, SERVICE_OF_SENDER, demonstration } from './helpers/demo.mjs';
import { Desk } from './helpers/desk.mjs';
import { firstVisit, overflowing, violations } from './helpers/audit.mjs';
import { newVisitor } from './helpers/browser.mjs';
import * as steps from './helpers/steps.mjs';

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

/** What of each record is visited, by the state that its page needs. */
const VISITS = {
  HOME: () => '/',
  SIGNED_OUT: () => '/signed-out',
  MEMBERSHIPS: () => '/memberships',
  CONTACT_NEW: () => '/contacts/new',
  PERSONS: () => '/persons',
  PERSON_NEW: () => '/persons/new',
  INBOX: () => '/inbox',
  SENT: () => '/sent',
  PARTNERS: () => '/partners?theme=logement&commune=29019&kilometres=10',
  ORGANISATION: () => '/organisation',
  ORGANISATION_EDIT: () => '/organisation/edit',
  ORGANISATIONS: () => '/organisations',
  ACCESSIBILITY: () => '/accessibility',
  PRIVACY: () => '/privacy',
  INVITATION: (made) => made.invitation,
  PERSON: (made) => `/persons/${made.relation}`,
  PERSON_EDIT: (made) => `/persons/${made.relation}/edit`,
  REFERRAL: (made) => `/referrals/${made.sent}`,
  REFERRAL_DRAFT: (made) => `/referrals/${made.draft}/draft`,
  REFERRAL_NEED: (made) => `/referrals/${made.draft}/need`,
  PERSON_REFERRALS: (made) => `/persons/${made.relation}/referrals`,
  REFERRAL_SERVICE: (made) => `/referrals/${made.draft}/service`,
  REFERRAL_ITEMS: (made) => `/referrals/${made.draft}/items`,
  REFERRAL_AGREEMENT: (made) => `/referrals/${made.draft}/agreement`,
  REFERRAL_CHECK: (made) => `/referrals/${made.draft}/check`,
  REFERRAL_RECEIPT: (made) => `/referrals/${made.sent}/receipt`,
  REFERRAL_REJECT: (made) => `/referrals/${made.toAnswer}/reject`,
  REFERRAL_COMPLETE: (made) => `/referrals/${made.working}/complete`,
  REFERRAL_CANCEL: (made) => `/referrals/${made.sent}/cancel`,
  REFERRAL_WITHDRAW: (made) => `/referrals/${made.sent}/withdraw`,
  SERVICE: (made) => `/services/${made.service}`,
  ORGANISATION_OF_NETWORK: (made) => `/organisations/${made.organisation}`,
};

/** Pages that are no route of their own: what another request shows. */
const FURTHER = {
  'nothing at this address': () => '/nothing-here',
  'a refused sign-in': () => '/login/callback?error=access_denied&state=none',
  'a referral to answer': (made) => `/referrals/${made.toAnswer}`,
  'a referral in work': (made) => `/referrals/${made.working}`,
  'a search without result': () => '/partners?words=zzzzzz',
  'a flash': () => '/?done=contact_saved',
};

const ROLES = ['sender', 'recipient', 'receptionist', 'manager', 'volunteer', 'mediator', 'networkAdmin', 'dpo'];

const made = {};
/** Structures that were audited: the same elements in the same classes are the same page to axe. */
const audited = new Set();

const scene = demonstration(async (scene) => {
  const [sender, recipient, manager, admin] = await Promise.all(
    [ACCOUNTS.sender, ACCOUNTS.recipient, ACCOUNTS.manager, ACCOUNTS.networkAdmin].map((account) => Desk.open(scene.browser, scene.origin, account)),
  );
  const who = (given, phone) => steps.visitor(given, 'Pennec', phone);
  const draft = await sender.prepare(who('Youenn', '06 30 00 00 01'), SERVICE);
  const sent = await sender.refer(who('Enora', '06 30 00 00 02'), OTHER_SERVICE);
  const received = await recipient.refer(who('Titouan', '06 30 00 00 03'), SERVICE_OF_SENDER);
  const toAnswer = await sender.refer(who('Louna', '06 30 00 00 04'), SERVICE);
  const working = await sender.refer(who('Malick', '06 30 00 00 05'), SERVICE);
  await recipient.act(working.referral, 'accept');
  const { html } = await sender.get('/partners?words=Domiciliation');
  made.service = /href="\/services\/([0-9a-f-]+)"/.exec(html)[1];
  made.organisation = [...(await admin.get('/organisations')).html.matchAll(/\/organisations\/([0-9a-f-]+)/g)].at(-1)[1];
  const fields = { email: 'nouvelle.agente@example.org', role: 'receptionist' };
  const invited = await manager.send('/organisation', '/organisation/invitations', fields);
  made.invitation = /\/invitations\/[\w-]+/.exec(invited.html)[0];
  // Each side works on records of its own; the others meet them as strangers.
  made.sender = { relation: sent.relation, draft: draft.referral, sent: sent.referral, toAnswer: received.referral, working: received.referral };
  made.recipient = { relation: received.relation, draft: received.referral, sent: received.referral, toAnswer: toAnswer.referral, working: working.referral };
  await Promise.all([sender.close(), recipient.close(), manager.close(), admin.close()]);
});

/** The records a role meets, with the sender's for whoever has none. */
function recordsOf(role) {
  const side = ['recipient', 'receptionist', 'manager', 'volunteer'].includes(role) ? made.recipient : made.sender;
  const { service, invitation, organisation } = made;
  return { ...side, service, invitation, organisation };
}

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
      parts.add(`${owner}>${element.tagName}.${element.getAttribute('class') ?? ''}[${element.type ?? ''}]`);
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
    faults.push(...(await violations(page)));
    const wide = await overflowing(page);
    if (wide.length > 0) faults.push(`sideways at 320 px: ${wide.join(', ')}`);
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
      const path = address(recordsOf(role));
      const { status, url } = await desk.get(path);
      seen[name]?.add(status);
      if (![200, 400, 403, 404, 422].includes(status)) faults.push(`${name}: answers ${status}`);
      // A refusal is one page for all addresses: seen once.
      if (status !== 200 && refusals.has(status)) continue;
      if (status !== 200) refusals.add(status);
      await page.goto(url);
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

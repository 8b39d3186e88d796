// When something is wrong: what was typed is kept, the page says what to write, nobody reads what is not theirs, and
// nothing is done twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNTS, SERVICE, demonstration } from './helpers/demo.mjs';
import { Desk, hiddenFields } from './helpers/desk.mjs';
import { assertAccessible } from './helpers/audit.mjs';
import { patiently, signIn, withAndWithoutScript } from './helpers/browser.mjs';
import { Pointer } from './helpers/pointer.mjs';
import * as steps from './helpers/steps.mjs';

const made = {};
let sender, recipient, manager;

const scene = demonstration(async (scene) => {
  const open = (account) => Desk.open(scene.browser, scene.origin, account);
  [sender, recipient, manager] = await Promise.all([ACCOUNTS.sender, ACCOUNTS.recipient, ACCOUNTS.manager].map(open));
  const who = (given, phone) => steps.visitor(given, 'Bothorel', phone);
  made.draft = await sender.prepare(who('Efflam', '06 31 00 00 01'), SERVICE);
  made.bare = await sender.startReferral(made.draft.relation, who('Efflam', ''));
  made.sent = await sender.refer(who('Bleuenn', '06 31 00 00 02'), SERVICE);
  made.working = await sender.refer(who('Samba', '06 31 00 00 03'), SERVICE);
  await recipient.act(made.working.referral, 'accept');
  made.twice = await sender.refer(who('Awen', '06 31 00 00 04'), SERVICE);
});

/** Forms, what is typed, and the fields that must be named: [who, address, button, typed, fields]. */
const REFUSED = [
  ['sender', () => '/contacts/new', 'Enregistrer le contact', { text: 'Une lettre de la Caf.' }, ['mode', 'outcome']],
  ['sender', () => '/contacts/new', 'Enregistrer le contact', { text: 'Son mot de passe : Crozon2026!' }, ['text', 'mode', 'outcome']],
  ['sender', () => '/persons/new', 'Enregistrer', { given_name: '', phone: '06 12', birth: '31 02 1990', email: 'paul', postcode: '29' },
    ['given_name', 'birth', 'phone', 'email', 'postcode']],
  ['sender', () => '/persons', 'Chercher', { query: '' }, ['query']],
  ['sender', () => `/persons/${made.draft.relation}/referrals`, 'Continuer', { situation: 'Elle attend une réponse.' }, ['need']],
  ['sender', () => `/referrals/${made.bare}/need`, 'Continuer', { need: '', availability: 'le soir' }, ['need']],
  ['sender', () => `/referrals/${made.bare}/service`, 'Continuer', {}, ['service']],
  ['sender', () => `/referrals/${made.draft.referral}/agreement`, 'Enregistrer sa réponse', {}, ['answer']],
  ['sender', () => `/referrals/${made.sent.referral}/cancel`, 'Annuler la demande', {}, ['reason']],
  ['sender', () => `/referrals/${made.sent.referral}/withdraw`, 'Arrêter le partage', {}, ['via']],
  ['recipient', () => `/referrals/${made.sent.referral}/reject`, 'Envoyer la réponse', { note: 'Plus tard.' }, ['reason']],
  ['recipient', () => `/referrals/${made.working.referral}/complete`, 'Terminer l’orientation', { note: 'Un rendez-vous.' }, ['outcome']],
  ['manager', () => '/organisation/edit', 'Enregistrer', { name: '', phone: '12' }, ['name', 'phone']],
  ['manager', () => '/organisation/services/new', 'Enregistrer', { name: '', description: 'Son mot de passe : Crozon2026!', answer_days: '120' },
    ['name', 'description', 'themes', 'capacity', 'answer_days', 'accepts_referrals']],
  ['manager', () => '/organisation', 'Créer l’invitation', { email: 'yann' }, ['email', 'role']],
];

const desks = () => ({ sender, recipient, manager });

/** The summary stands first, has the focus, leads to each field, and says the same words as beside it. */
async function assertSummary(page, fields, script) {
  const summary = page.getByRole('alert');
  await summary.getByText('Il y a un problème').waitFor();
  assert.match(steps.plain(await page.title()), /^Erreur : /);
  assert.ok(await summary.evaluate((element) => element === document.querySelector('main').firstElementChild), 'not first in main');
  if (script) assert.ok(await summary.evaluate((element) => element === document.activeElement), 'the summary has no focus');
  const links = await summary.getByRole('link').evaluateAll((found) => found.map((it) => it.hash.slice(1)));
  assert.deepEqual(links, fields, `${page.url()}: the summary names other fields`);
  for (const field of fields) {
    const link = summary.locator(`a[href="#${field}"]`);
    assert.ok((await page.locator(`#${field}-error`).innerText()).includes(await link.innerText()), `${field}: other words`);
    await link.click();
    assert.ok(await page.locator(`#${field}`).evaluate((it) => it === document.activeElement || location.hash === `#${it.id}`));
    assert.match((await page.locator(`#${field}-error`).innerText()).trim(), /\.$/, 'not a sentence');
  }
}

for (const [index, [who, address, button, typed, fields]] of REFUSED.entries()) {
  test(`refused field ${index + 1}: ${fields.join(', ')} (${button})`, async () => {
    const desk = desks()[who];
    const page = await desk.newPage(address());
    for (const [name, text] of Object.entries(typed)) await page.locator(`[name="${name}"]`).fill(text);
    const main = page.locator('main');
    const [answer] = await Promise.all([
      page.waitForResponse((it) => it.request().method() === 'POST'),
      main.getByRole('button', { name: button }).click(),
    ]);
    assert.equal(answer.status(), 422);
    await assertSummary(page, fields, true);
    for (const [name, text] of Object.entries(typed)) assert.equal(await page.locator(`[name="${name}"]`).inputValue(), text);
    await page.close();
  });
}

test('the summary stands there without script too', async () => {
  await withAndWithoutScript(scene.browser, {}, async (page, { script }) => {
    await signIn(page, scene.origin, ACCOUNTS.receptionist);
    await page.goto(`${scene.origin}/contacts/new`);
    await page.getByLabel('Ce que dit la personne').fill('Elle attend un courrier.');
    await page.getByRole('radio', { name: 'Logement' }).check();
    await page.getByRole('button', { name: 'Enregistrer le contact' }).click();
    await assertSummary(page, ['mode', 'outcome'], script);
    assert.ok(await page.getByRole('radio', { name: 'Logement' }).isChecked());
  });
});

test('a password, a NIR, a card and an IBAN are refused in free text, with the reason', async () => {
  const secrets = {
    'mot de passe': 'Le mot de passe de sa boîte est Crozon-2026!',
    'sécurité sociale': 'Son numéro est 2 84 12 29 019 042 34.',
    'carte bancaire': 'Carte 4970 1000 0000 0055, il faut payer.',
    'compte': 'RIB : FR76 3000 6000 0112 3456 7890 189',
  };
  const page = await sender.newPage(`/referrals/${made.bare}/need`);
  for (const [word, text] of Object.entries(secrets)) {
    await page.getByLabel('Le besoin, en une phrase').fill('Mettre à jour un dossier');
    await page.getByLabel('Sa situation, avec ses mots').fill(text);
    await page.getByRole('button', { name: 'Continuer' }).click();
    const reason = await page.locator('#situation-error').innerText();
    assert.ok(reason.includes(word) && reason.includes('Relais n’en garde jamais'), `${word}: ${reason}`);
    assert.equal(await page.getByLabel('Sa situation, avec ses mots').inputValue(), text);
  }
  await page.goto(`${scene.origin}/referrals/${made.bare}/need`);
  assert.ok(!Object.values(secrets).includes(await page.getByLabel('Sa situation, avec ses mots').inputValue()), 'a secret was kept');
  await page.close();
});

test('a stale version answers 409 and keeps what was typed', async () => {
  const address = `/persons/${made.draft.relation}/edit`;
  const [first, second] = [await sender.newPage(address), await sender.newPage(address)];
  const save = (page) =>
    Promise.all([
      page.waitForResponse((answer) => answer.request().method() === 'POST'),
      page.getByRole('button', { name: 'Enregistrer' }).click(),
    ]).then(([answer]) => answer.status());
  await first.getByLabel('Moments sûrs pour appeler').fill('le soir');
  assert.equal(await save(first), 303);
  await second.getByLabel('Moments sûrs pour appeler').fill('seulement le samedi');
  assert.equal(await save(second), 409);
  assert.match(await steps.mainText(second), /Quelqu’un a modifié cette fiche entre-temps/);
  assert.equal(await second.getByLabel('Moments sûrs pour appeler').inputValue(), 'seulement le samedi');
  await first.reload();
  assert.match(await steps.mainText(first), /le soir/, 'the stale form wrote over the other');
  assert.equal(await save(second), 303, 'read again, then saved');
  await first.reload();
  assert.match(await steps.mainText(first), /seulement le samedi/);
  await Promise.all([first.close(), second.close()]);
});

test('a button pressed in two tabs does its act once', async () => {
  const path = `/referrals/${made.twice.referral}`;
  const [first, second] = [await recipient.newPage(path), await recipient.newPage(path)];
  await first.getByRole('button', { name: 'Accepter' }).click();
  await steps.said(first, 'Vous portez maintenant la demande.');
  await second.getByRole('button', { name: 'Accepter' }).click();
  await steps.arrive(second, 'Quelqu’un a modifié cette page entre-temps');
  await second.getByRole('link', { name: 'Voir où en est la demande' }).click();
  assert.equal((await second.getByRole('complementary').innerText()).split('Acceptée').length, 2, 'accepted twice');
  await Promise.all([first.close(), second.close()]);
});

test('a link that is followed changes nothing, however often', async () => {
  const path = `/referrals/${made.sent.referral}`;
  const history = async () => (await sender.get(path)).html.split('class="history"')[1].split('</ol>')[0];
  const before = await history();
  for (const act of ['acknowledge', 'accept', 'start', 'send']) {
    for (let time = 0; time < 2; time += 1) assert.equal((await recipient.get(`${path}/${act}`)).status, 405, act);
  }
  for (const act of ['reject', 'withdraw', 'cancel']) await recipient.get(`${path}/${act}`);
  assert.equal(await history(), before);
});

test('an invitation is accepted once, however often its link is opened', async () => {
  const fields = { email: 'paul.ccas-gouesnou@example.org', role: 'volunteer' };
  const page = await manager.newPage('/organisation');
  await page.getByLabel('Adresse mail professionnelle').fill(fields.email);
  await page.getByRole('radio', { name: 'bénévole' }).check();
  await page.getByRole('button', { name: 'Créer l’invitation' }).click();
  await steps.arrive(page, 'Invitation créée');
  const link = new URL((await page.locator('#link').innerText()).trim()).pathname;

  const paul = await Desk.open(scene.browser, scene.origin, 'paul.ccas-gouesnou');
  const hand = new Pointer(await paul.newPage(link));
  await hand.page.reload();
  await hand.button('Rejoindre');
  await steps.said(hand.page, 'Bienvenue.');
  await hand.page.goto(scene.origin + link);
  assert.equal(await hand.page.getByRole('button', { name: 'Rejoindre' }).count(), 0, 'it can be used again');
  await page.goto(`${scene.origin}/organisation`);
  const members = page.getByRole('region', { name: 'Membres' }).locator('.who');
  assert.equal(await members.filter({ hasText: 'Paul Traoré' }).count(), 1);
  await paul.close();
  await page.close();
});

test('what was typed waits while one signs in again in another tab, and is sent once', async () => {
  await withAndWithoutScript(scene.browser, {}, async (page, { script }) => {
    await signIn(page, scene.origin, ACCOUNTS.receptionist);
    await page.goto(`${scene.origin}/contacts/new`);
    await page.getByLabel('Ce que dit la personne').fill('Elle attend\nune lettre.');
    await page.getByRole('radio', { name: 'Aidé', exact: true }).check();
    await page.getByRole('radio', { name: 'C’est réglé' }).check();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Enregistrer le contact' }).click();
    await steps.arrive(page, 'Votre session est finie, votre texte est gardé');
    if (script) await assertAccessible(page);
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Se connecter (nouvel onglet)' }).click();
    const beside = await opened;
    await signIn(beside, scene.origin, ACCOUNTS.receptionist);
    const today = async () => /(\d+|aucun) contacts? enregistrés? aujourd’hui/.exec(steps.plain(await steps.mainText(beside)))[1];
    await beside.goto(scene.origin);
    const before = Number(await today()) || 0;
    await page.getByRole('button', { name: 'Envoyer de nouveau' }).click();
    await steps.arrive(page, 'Envoyez encore une fois, votre texte est gardé');
    if (script) await assertAccessible(page);
    await page.getByRole('button', { name: 'Envoyer de nouveau' }).click();
    await steps.said(page, 'Contact enregistré.');
    await beside.reload();
    assert.equal(Number(await today()), before + 1);
    await beside.close();
  });
});

test('after signing out the back button shows nothing', async () => {
  await withAndWithoutScript(scene.browser, {}, async (page) => {
    await signIn(page, scene.origin, ACCOUNTS.sender);
    await page.goto(`${scene.origin}/persons/${made.draft.relation}`);
    await steps.arrive(page, 'Efflam Bothorel');
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await steps.arrive(page, 'Vous êtes déconnecté');
    await page.goBack();
    assert.ok(!(await page.content()).includes('Bothorel'), 'the page is still there');
    await patiently(page, `${scene.origin}/persons/${made.draft.relation}`);
    await steps.arrive(page, 'Avec quel compte vous connectez-vous ?');
  });
});

test('another organisation’s referral and person do not exist', async () => {
  const stranger = await Desk.open(scene.browser, scene.origin, ACCOUNTS.stranger);
  const page = await stranger.newPage();
  const missing = await stranger.get('/referrals/01890000-0000-7000-8000-000000000000');
  for (const path of [`/referrals/${made.sent.referral}`, `/referrals/${made.draft.referral}/draft`, `/persons/${made.draft.relation}`]) {
    assert.equal((await page.goto(scene.origin + path)).status(), 404, path);
    await steps.arrive(page, 'Cette page n’existe pas');
  }
  const plain = (html) => html.replace(/Numéro de cette demande[^<]*/, '').replace(/name="once" value="[^"]*"/g, '');
  assert.equal(plain((await stranger.get(`/referrals/${made.sent.referral}`)).html), plain(missing.html), 'the two answers differ');
  await stranger.close();
});

test('a form without its token, or from elsewhere, is refused and does nothing', async () => {
  const path = `/referrals/${made.sent.referral}`;
  const { csrf, ...fields } = hiddenFields((await recipient.get(path)).html, `${path}/accept`);
  assert.equal((await recipient.post(`${path}/accept`, fields)).status, 403);
  assert.equal((await recipient.post(`${path}/accept`, { ...fields, csrf: 'x'.repeat(43) })).status, 403);
  const foreign = await recipient.post(`${path}/accept`, { csrf, ...fields }, { origin: 'https://elsewhere.example' });
  assert.equal(foreign.status, 403);
  assert.match(foreign.html, /<h1>/, 'the refusal is no page');
  assert.match((await recipient.get(path)).html, new RegExp(`action="${path}/accept"`), 'it was accepted all the same');
});

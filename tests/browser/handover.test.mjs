// One person handed over, from the desk to an outcome, as a new user clicks it: without script, then with it. And the
// other ways it can go: a refusal comes back with its reason, a withdrawal ends access at once, a « non » is ordinary.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNTS, RECIPIENT, SENDER, SERVICE, demonstration } from './helpers/demo.mjs';
import { Desk } from './helpers/desk.mjs';
import { newVisitor, signIn, withAndWithoutScript } from './helpers/browser.mjs';
import { Pointer } from './helpers/pointer.mjs';
import * as steps from './helpers/steps.mjs';

const scene = demonstration();
const PEOPLE = [
  steps.visitor('Maïwenn', 'Kerbrat', '06 20 30 40 51'),
  steps.visitor('Ousmane', 'Tréguier', '07 81 22 33 44'),
];
const ITEMS = ['Nom et prénom', 'Téléphone', 'Situation'];
const { mainText, plain, rowOf } = steps;

/** What must not be read about someone: her name, her number, her birth, her words. */
const traces = (who) => [who.given, who.family, who.phone, '12 mars 2004', who.situation];

async function assertNothingOf(who, page) {
  const text = await mainText(page);
  for (const trace of traces(who)) assert.ok(!text.includes(trace), `${page.url()} shows « ${trace} »`);
}

/** Signs in as whoever arrives for the first time: the landing page, the provider's list, one click. */
async function signInByClicking(hand, name) {
  await hand.page.goto(scene.origin);
  await hand.link('Se connecter');
  await steps.arrive(hand.page, 'Avec quel compte vous connectez-vous ?');
  await hand.button(name);
  await steps.arrive(hand.page, 'Ma journée');
}

async function previewFollowsTheTicks(page, who) {
  const preview = page.getByRole('complementary', { name: 'Voici ce que verra' });
  await preview.getByText(who.phone).waitFor();
  const before = plain(await preview.innerText()).split('Après avoir accepté')[0];
  for (const trace of traces(who)) assert.ok(!before.includes(trace), `shown before acceptance: ${trace}`);
}

async function textNamesWhatIsShared(page) {
  const text = plain(await page.getByRole('region', { name: 'À lire ensemble' }).innerText());
  for (const line of [SENDER, RECIPIENT, SERVICE.name, 'votre numéro de téléphone', 'Vous pouvez dire non']) {
    assert.ok(text.includes(line), `the text to read aloud lacks « ${line} »`);
  }
  assert.ok(!text.includes('votre date de naissance'), 'the text names an item that was not ticked');
}

async function foundNearby(page) {
  const lines = await page.locator('#results .tile').allInnerTexts();
  assert.ok(lines.length > 0 && lines.length < 20, `${lines.length} services within 5 km`);
  for (const line of lines) assert.match(plain(line), / (\d{2,3} m|[0-4](,\d)? km)/);
}

async function prepareAndSend(hand, who, script) {
  const { page } = hand;
  await steps.recordContact(hand);
  await steps.arrive(page, 'Nouvelle personne');
  const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
  assert.deepEqual(headings.map(plain), ['Pour l’accueillir', 'Qui est-elle ?'], 'how to receive her comes first');
  const relation = await steps.createPerson(hand, who);
  const id = await steps.writeNeed(hand, who);
  assert.match(await mainText(page), /Relire et envoyer Ne peut pas commencer/);
  await steps.chooseService(hand, SERVICE, { look: foundNearby });
  await steps.chooseItems(hand, ITEMS, async () => {
    if (script) await previewFollowsTheTicks(page, who);
  });
  await steps.recordAnswer(hand, 'Oui', () => textNamesWhatIsShared(page));
  await steps.said(page, 'Son oui est enregistré.');
  await steps.checkAndSend(hand, RECIPIENT, async () => {
    const text = await mainText(page);
    for (const part of [who.need, SERVICE.name, who.phone, 'devant un témoin']) assert.ok(text.includes(part), part);
  });
  await steps.said(page, 'C’est envoyé.');
  assert.match(await mainText(page), new RegExp(`Votre demande est partie : ${RECIPIENT}.*Vous voulez arrêter \\?`));
  return { relation, id };
}

async function senderSees(hand, id, who, tag) {
  await hand.page.goto(`${scene.origin}/sent`);
  const row = plain(await rowOf(hand.page, id).innerText());
  assert.ok(row.includes(`${who.given} ${who.family[0]}.`) && row.includes(tag), row);
}

async function receiveAndAccept(hand, id, who) {
  const { page } = hand;
  await steps.goToDay(hand);
  await rowOf(page, id).first().waitFor();
  await steps.openReceived(hand, id);
  await assertNothingOf(who, page);
  const reduced = await mainText(page);
  for (const part of [who.need, 'Brest', '16-25 ans', 'français']) assert.ok(reduced.includes(part), part);
  await hand.button('Dire que c’est bien reçu');
  await steps.said(page, 'L’envoyeur sait que c’est bien reçu.');
  await hand.button('Accepter');
  await steps.said(page, 'Vous portez maintenant la demande.');
  const agreed = await mainText(page);
  for (const part of [`${who.given} ${who.family}`, who.phone, who.situation]) {
    assert.ok(agreed.includes(part), `accepted, and « ${part} » is missing`);
  }
  assert.ok(!agreed.includes('2004'), 'the birth was not agreed to and is shown');
}

async function workUntilTheEnd(hand, id, who) {
  const { page } = hand;
  await hand.button('Noter le premier contact');
  await steps.said(page, 'Premier contact noté.');
  await steps.complete(hand, 'Aide apportée');
  assert.match(await mainText(page), /Résultat : Aide apportée/);
  await assertNothingOf(who, page);
  await hand.link('Relais reçus');
  await steps.arrive(page, 'Relais reçus');
  assert.equal(await rowOf(page, id).count(), 0, 'a finished referral stays in the inbox');
}

async function personIsGone(hand, who) {
  const { page } = hand;
  await hand.link('Personnes', { exact: true });
  await steps.arrive(page, 'Personnes');
  await assertNothingOf(who, page);
  await hand.fill('Nom ou prénom', who.family);
  await hand.button('Chercher');
  await page.getByText('Aucune personne trouvée').waitFor();
}

/** The number of a referral, as it is said on the telephone. */
async function numberOf(page, id) {
  const sheet = await page.request.get(`${scene.origin}/referrals/${id}`);
  return /class="code">([^<]+)</.exec(await sheet.text())[1];
}

/** The region of the day's page; « Sans nouvelles » is another. */
const newsOf = (page) => page.getByRole('region', { name: /^Nouvelles/ });

/** News are written by a job after the answer, so the day's page is asked again until they stand there. */
async function newsArrive(hand, text) {
  const deadline = Date.now() + 20_000;
  const item = newsOf(hand.page).getByText(text).first();
  do {
    await steps.goToDay(hand);
    if (await item.isVisible()) return;
  } while (Date.now() < deadline);
  assert.fail(`no news: ${text}; ${await mainText(hand.page)}`);
}

test('the whole handover, as a new user clicks it, without script and with it', async () => {
  await withAndWithoutScript(scene.browser, {}, async (page, { script }) => {
    const who = PEOPLE[Number(script)];
    const sender = new Pointer(page);
    await signInByClicking(sender, 'Hugo Nguyen-Riou');
    const { relation, id } = await prepareAndSend(sender, who, script);
    await senderSees(sender, id, who, 'Envoyée');

    const context = await newVisitor(scene.browser, { script });
    const recipient = new Pointer(await context.newPage());
    await signIn(recipient.page, scene.origin, ACCOUNTS.recipient);
    await receiveAndAccept(recipient, id, who);
    await senderSees(sender, id, who, 'Acceptée');
    await workUntilTheEnd(recipient, id, who);
    await personIsGone(recipient, who);
    await recipient.page.goto(`${scene.origin}/persons/${relation}`);
    await steps.arrive(recipient.page, 'Cette page n’existe pas');
    await context.close();

    const number = await numberOf(page, id);
    await newsArrive(sender, `Terminée, ${number} : ${RECIPIENT}`);
    await senderSees(sender, id, who, 'Terminée');
    await sender.press(rowOf(page, id).getByRole('link'));
    assert.match(await mainText(page), /Résultat : Aide apportée.*Terminée : CCAS de Brest/);
  });
});

test('news that were seen are put away', async () => {
  const desk = await Desk.open(scene.browser, scene.origin, ACCOUNTS.sender, { script: false });
  const page = await desk.newPage();
  const news = newsOf(page).getByRole('listitem');
  const text = await news.first().locator('.who').innerText();
  const count = await news.filter({ hasText: text }).count();
  await news.first().getByRole('button', { name: 'Vu' }).click();
  await steps.arrive(page, 'Ma journée');
  assert.equal(await news.filter({ hasText: text }).count(), count - 1);
  await desk.close();
});

test('a refusal comes back on the sender’s day, with its reason, and another service can be asked', async () => {
  const who = steps.visitor('Solenn', 'Abasq', '06 45 45 12 12');
  const sender = await Desk.open(scene.browser, scene.origin, ACCOUNTS.sender);
  const { id } = await sender.refer(who, SERVICE).then(({ referral }) => ({ id: referral }));
  const recipient = await Desk.open(scene.browser, scene.origin, ACCOUNTS.recipient);
  const hand = new Pointer(await recipient.newPage(`/referrals/${id}`));
  await hand.link('Refuser avec un motif');
  await steps.arrive(hand.page, 'Pourquoi ce n’est pas possible');
  await hand.choose('plus de place pour le moment');
  await hand.fill('Un mot pour l’envoyeur', 'Prochaine place en mars.');
  await hand.button('Envoyer la réponse');
  await steps.said(hand.page, 'Votre réponse est partie, avec le motif.');
  assert.equal(await rowOf(hand.page, id).count(), 0);
  await hand.page.goto(`${scene.origin}/referrals/${id}`);
  await assertNothingOf(who, hand.page);

  const day = new Pointer(await sender.newPage());
  const back = day.page.getByRole('region', { name: 'Revenus vers vous' });
  const row = back.getByRole('listitem').filter({ hasText: who.given });
  assert.match(await row.innerText(), /plus de place pour le moment/);
  await day.press(row.getByRole('link'));
  assert.match(await mainText(day.page), /Motif : plus de place pour le moment.*Prochaine place en mars/);
  await day.button('Chercher un autre service');
  await steps.arrive(day.page, 'Quel service peut aider ?');
  await Promise.all([sender.close(), recipient.close()]);
});

test('a withdrawal said at the desk ends the partner’s access at once', async () => {
  const who = steps.visitor('Nolwenn', 'Guével', '06 45 45 13 13');
  const sender = await Desk.open(scene.browser, scene.origin, ACCOUNTS.sender);
  const { referral } = await sender.refer(who, SERVICE);
  const recipient = await Desk.open(scene.browser, scene.origin, ACCOUNTS.recipient);
  await recipient.act(referral, 'accept');
  const partner = await recipient.newPage(`/referrals/${referral}`);
  assert.ok((await mainText(partner)).includes(who.phone));

  const hand = new Pointer(await sender.newPage(`/referrals/${referral}`));
  await hand.link('La personne arrête le partage');
  await steps.arrive(hand.page, 'La personne arrête le partage');
  await hand.choose('ici, au guichet');
  await hand.button('Arrêter le partage');
  await steps.said(hand.page, 'Le partage est arrêté.');

  await partner.reload();
  await assertNothingOf(who, partner);
  assert.match(await mainText(partner), /Plus rien d’elle n’est visible ici/);
  await personIsGone(new Pointer(partner), who);
  await Promise.all([sender.close(), recipient.close()]);
});

test('« non » leads to an ordinary page, and nothing leaves', async () => {
  await withAndWithoutScript(scene.browser, {}, async (page, { script }) => {
    const who = steps.visitor(script ? 'Gaël' : 'Ilyès', script ? 'Ropartz' : 'Corre', script ? '06 11 99 88 77' : '06 11 99 88 66');
    await signIn(page, scene.origin, ACCOUNTS.sender);
    const desk = new Desk(page.context(), scene.origin, ACCOUNTS.sender);
    const relation = await desk.createPerson(who);
    const id = await desk.startReferral(relation, who);
    await desk.chooseService(id, SERVICE);
    await desk.chooseItems(id, ['identity']);
    await page.goto(`${scene.origin}/referrals/${id}/draft`);
    const hand = new Pointer(page);
    await steps.recordAnswer(hand, /^Non/);
    await steps.said(page, 'C’est noté. On continue sans transmettre.');
    assert.equal(await page.locator('.summary, .error').count(), 0, '« non » is shown as an error');
    const recipient = await Desk.open(scene.browser, scene.origin, ACCOUNTS.recipient);
    assert.equal((await recipient.get(`/referrals/${id}`)).status, 404);
    assert.ok(!(await recipient.get('/inbox')).html.includes(id));
    await recipient.close();
  });
});

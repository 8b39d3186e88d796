// The same main path by keyboard alone: every stop shows the focus, nothing traps it, and the number of actions is
// what a desk can afford.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNTS, RECIPIENT, SERVICE, demonstration } from './helpers/demo.mjs';
import { Desk } from './helpers/desk.mjs';
import { newVisitor, signIn, withAndWithoutScript } from './helpers/browser.mjs';
import { Keyboard } from './helpers/keyboard.mjs';
import * as steps from './helpers/steps.mjs';

const MOST_FOR_A_CONTACT = 12;
const MOST_FOR_A_HANDOVER = 16;

const scene = demonstration();
const figure = (what, hand) => console.log(`${what}: ${hand.actions} actions, ${hand.keys} keys`);

test('a contact without a name is recorded in at most 12 actions', async () => {
  const context = await newVisitor(scene.browser, { script: false });
  const hand = new Keyboard(await context.newPage());
  await signIn(hand.page, scene.origin, ACCOUNTS.receptionist);
  await steps.recordContact(hand, { followUp: false });
  await steps.said(hand.page, 'Contact enregistré.');
  assert.match(await steps.mainText(hand.page), /1 contact enregistré aujourd’hui/);
  figure('desk contact', hand);
  assert.ok(hand.actions <= MOST_FOR_A_CONTACT, `${hand.actions} actions`);
  await context.close();
});

test('a new person is handed over by keyboard alone, at 320 px, without script and with it', async () => {
  await withAndWithoutScript(scene.browser, { width: 320 }, async (page, { script }) => {
    const who = script
      ? steps.visitor('Rozenn', 'Cabioch', '06 70 71 72 73')
      : steps.visitor('Bilal', 'Héliès', '06 70 71 72 74');
    const hand = new Keyboard(page);
    await signIn(page, scene.origin, ACCOUNTS.sender);
    await steps.recordContact(hand);
    await steps.createPerson(hand, who);
    const id = await steps.writeNeed(hand, who);
    await steps.chooseService(hand, SERVICE);
    await steps.chooseItems(hand, ['Nom et prénom', 'Téléphone']);
    await steps.recordAnswer(hand, 'Oui');
    await steps.said(page, 'Son oui est enregistré.');
    await steps.checkAndSend(hand, RECIPIENT);
    figure(`new person and referral, ${script ? 'with' : 'without'} script`, hand);
    await acceptAndComplete(id, script);
    await hand.link('Relais reçus');
    await steps.arrive(page, 'Relais reçus');
    await hand.link('Relais envoyés');
    await steps.arrive(page, 'Relais envoyés');
    assert.match(await steps.rowOf(page, id).innerText(), /Terminée/);
  });
});

async function acceptAndComplete(id, script) {
  const context = await newVisitor(scene.browser, { script, width: 320 });
  const hand = new Keyboard(await context.newPage());
  await signIn(hand.page, scene.origin, ACCOUNTS.recipient);
  await steps.openReceived(hand, id);
  await hand.button('Accepter');
  await steps.said(hand.page, 'Vous portez maintenant la demande.');
  await hand.button('Noter le premier contact');
  await steps.said(hand.page, 'Premier contact noté.');
  await steps.complete(hand, 'Aide apportée');
  figure('answer and outcome', hand);
  await context.close();
}

test('a known person is handed over and accepted in at most 16 actions beside her own words', async () => {
  const who = steps.visitor('Katell', 'Le Dréau', '06 70 71 72 75');
  const sender = await Desk.open(scene.browser, scene.origin, ACCOUNTS.sender, { script: false });
  const relation = await sender.createPerson(who);
  const hand = new Keyboard(await sender.newPage(`/persons/${relation}`));
  const id = await handOverShortly(hand, who);
  const recipient = await Desk.open(scene.browser, scene.origin, ACCOUNTS.recipient, { script: false });
  const answer = new Keyboard(await recipient.newPage('/inbox'));
  await answer.press(steps.rowOf(answer.page, id).getByRole('link'));
  await answer.button('Accepter');
  await steps.said(answer.page, 'Vous portez maintenant la demande.');
  figure('handover of a known person, sender', hand);
  figure('handover of a known person, recipient', answer);
  await Promise.all([sender.close(), recipient.close()]);
});

/** The shortest lawful way: the need in a sentence, a service of the first list, one item, a paper, read, sent. */
async function handOverShortly(hand, who) {
  const { page } = hand;
  await hand.link('Passer le relais');
  await steps.arrive(page, 'Quel est le besoin ?');
  await hand.fill('Le besoin, en une phrase', who.need);
  await hand.button('Continuer');
  await steps.arrive(page, 'Passer le relais :');
  const id = steps.idOf(page.url());
  await steps.chooseService(hand, SERVICE, { search: false });
  await steps.chooseItems(hand, ['Nom et prénom']);
  await hand.link('Demander l’accord de la personne');
  await hand.choose('Elle signe le papier');
  await hand.choose('Oui');
  await hand.button('Enregistrer sa réponse');
  await steps.checkAndSend(hand, RECIPIENT);
  return id;
}

test('the skip link is the first stop and leads past the navigation', async () => {
  const desk = await Desk.open(scene.browser, scene.origin, ACCOUNTS.recipient);
  const page = await desk.newPage('/inbox');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Aller au contenu');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
  await desk.close();
});

// The steps of a handover, in the words of the pages. `hand` is a Pointer or a Keyboard; each step waits for the page
// it leads to, so that a journey reads as what an agent does and sees.
import assert from 'node:assert/strict';

/** Waits until the page with this main heading is there. */
export const arrive = (page, heading) => page.getByRole('heading', { level: 1, name: heading }).waitFor();

/** Waits until the page says this at its top. */
export const said = (page, words) => page.getByRole('status').filter({ hasText: words }).waitFor();

/** With plain spaces: French puts hard ones before its marks, and numbers hold some. */
export const plain = (text) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();

/** The text that can be read in the main part. */
export const mainText = async (page) => plain(await page.locator('main').innerText());

/** The identifier in an address like `/referrals/ID/draft`. */
export const idOf = (url) => new URL(url).pathname.split('/')[2];

/** The row of a list that leads to this record. */
export const rowOf = (page, id) => page.locator('.rows > li').filter({ has: page.locator(`a[href*="${id}"]`) });

/** Someone who comes to the Mission locale; all of it invented. */
export const visitor = (given, family, phone) => ({
  given,
  family,
  phone,
  birth: '12 03 2004',
  need: 'Trois mois de loyer en retard, il faut un plan avec le bailleur',
  situation: 'Elle a perdu son emploi en septembre et vit avec sa grand-mère.',
});

/** From the day to a contact without a name; the person's sheet follows when asked. */
export async function recordContact(hand, { followUp = true } = {}) {
  await hand.link('Nouveau contact');
  await arrive(hand.page, 'Nouveau contact');
  await hand.fill('Ce que dit la personne', 'Je ne sais plus comment payer mon loyer.');
  await hand.choose('Logement');
  await hand.choose('Orienté');
  await hand.choose('Nous faisons ensemble');
  await hand.choose('Orientation à faire');
  if (followUp) await hand.check('Créer ensuite la fiche');
  await hand.button('Enregistrer le contact');
}

/** The reception card, then who she is; ends on her sheet and returns its identifier. */
export async function createPerson(hand, who) {
  const { page } = hand;
  await arrive(page, 'Nouvelle personne');
  await hand.check('français');
  await hand.choose('qu’on lui explique');
  await hand.select('Pour la joindre', 'par téléphone');
  await hand.fill('Moments sûrs pour appeler', 'le matin, avant onze heures');
  await hand.fill('Prénom', who.given);
  await hand.fill(/^Nom/, who.family);
  await hand.fill('Date ou année de naissance', who.birth);
  await hand.fill('Téléphone', who.phone);
  await hand.fill('Commune', 'Brest');
  await hand.button('Enregistrer');
  await said(page, 'Fiche enregistrée.');
  await arrive(page, `${who.given} ${who.family}`);
  return idOf(page.url());
}

/** From her sheet to the task list of a draft. */
export async function writeNeed(hand, who) {
  const { page } = hand;
  await hand.link('Passer le relais');
  await arrive(page, 'Quel est le besoin ?');
  await hand.fill('Le besoin, en une phrase', who.need);
  await hand.choose('Argent');
  await hand.fill('Quand est-elle disponible ?', 'le matin, sauf le mercredi');
  await hand.fill('Sa situation, avec ses mots', who.situation);
  await hand.button('Continuer');
  await arrive(page, 'Passer le relais :');
  return idOf(page.url());
}

/** Chooses a service that the search of this theme around Brest finds. */
export async function chooseService(hand, service, { search = true, look = async () => {} } = {}) {
  const { page } = hand;
  await hand.link('Choisir un service');
  await arrive(page, 'Quel service peut aider ?');
  if (search) {
    await hand.select('Thème', 'Argent');
    await hand.select('Autour de', 'Brest');
    await hand.select('Distance', '5 km');
    // With script the address follows the fields already: only a document that loads is the button's answer.
    const answered = page.waitForEvent('domcontentloaded');
    await hand.button('Chercher');
    await answered;
    assert.match(page.url(), /kilometres=5/);
    await look(page);
  }
  await hand.choose(new RegExp(`^${service.name}\\s*${service.organisation}`));
  await hand.button('Continuer');
  await arrive(page, 'Passer le relais :');
}

/** Ticks what is passed on, one item after the other. */
export async function chooseItems(hand, items, look = async () => {}) {
  const { page } = hand;
  await hand.link('Choisir ce qui est transmis');
  await arrive(page, 'Que transmettez-vous ?');
  assert.equal(await page.locator('input[name=items]:checked').count(), 0, 'an item is ticked in advance');
  for (const item of items) await hand.check(item);
  await look(page);
  await hand.button('Continuer');
  await arrive(page, 'Passer le relais :');
}

/** Reads the agreement aloud and records the answer, spoken before a witness. */
export async function recordAnswer(hand, answer, look = async () => {}) {
  const { page } = hand;
  await hand.link('Demander l’accord de la personne');
  await arrive(page, 'Demander son accord');
  assert.equal(await page.locator('main input:checked').count(), 0, 'an answer is given in advance');
  await look(page);
  await hand.choose('devant un témoin');
  await hand.fill('Nom du témoin', 'Soizic Marhic');
  await hand.choose(answer);
  await hand.button('Enregistrer sa réponse');
}

/** Reads everything again and sends; ends on the person's paper. */
export async function checkAndSend(hand, recipient, look = async () => {}) {
  const { page } = hand;
  await hand.link('Relire et envoyer');
  await arrive(page, 'Relire avant d’envoyer');
  await look(page);
  await hand.button(`Envoyer : ${recipient}`);
  await arrive(page, 'Votre demande est partie');
}

/** The partner's side, from the inbox to an outcome. */
export async function openReceived(hand, id) {
  await hand.link('Relais reçus');
  await arrive(hand.page, 'Relais reçus');
  await hand.press(rowOf(hand.page, id).getByRole('link'));
  await hand.page.waitForURL(`**/referrals/${id}`);
}

/** Ends the work with an outcome. */
export async function complete(hand, outcome) {
  await hand.link('Terminer');
  await arrive(hand.page, 'Comment cela se termine');
  await hand.choose(outcome);
  await hand.button('Terminer l’orientation');
  await said(hand.page, 'L’orientation est terminée.');
}

/** Goes to the day from wherever the agent stands. */
export async function goToDay(hand) {
  await hand.link('Ma journée', { exact: true });
  await arrive(hand.page, 'Ma journée');
}

// Pictures of every page as each role meets it, for eyes: at 1280 px, at 320 px, and on paper. Drawn only where
// RELAIS_PICTURES names a folder.
import { test } from 'node:test';
import { ACCOUNTS, OTHER_SERVICE, demonstration } from './helpers/demo.mjs';
import { NARROW, WIDE, patiently, picture, printout } from './helpers/browser.mjs';
import { Desk } from './helpers/desk.mjs';
import * as steps from './helpers/steps.mjs';
import { FURTHER, VISITS, prepareRecords, recordsOf } from './helpers/visits.mjs';

const wanted = Boolean(process.env.RELAIS_PICTURES);
const made = {};
const scene = wanted ? demonstration(async (scene) => Object.assign(made, await prepareRecords(scene))) : {};

const ROLES = ['sender', 'recipient', 'manager', 'volunteer', 'dpo', 'networkAdmin'];
/** What is kept on paper, or shown to somebody on it. */
const PRINTED = ['HOME', 'PERSON', 'REFERRAL', 'REFERRAL_RECEIPT', 'REFERRAL_AGREEMENT', 'INBOX', 'PLACE', 'SERVICE', 'PRIVACY'];
/** The longest names that a form takes. */
const LONG = {
  given: 'Marie-Antoinette-Geneviève-Philomène',
  family: 'de La Villemarqué-Kerguézennec de Saint-Pol-de-Léon-Trégarvan',
};

async function draw(page, name, printed) {
  for (const width of [WIDE, NARROW]) {
    await page.setViewportSize({ width, height: 900 });
    await picture(page, `${name}-${width}`);
  }
  if (printed) await printout(page, name);
}

for (const role of ROLES) {
  test(`pictures of every page, as ${role}`, { skip: !wanted && 'RELAIS_PICTURES names no folder' }, async () => {
    const desk = await Desk.open(scene.browser, scene.origin, ACCOUNTS[role]);
    const page = await desk.newPage();
    for (const [name, address] of [...Object.entries(VISITS), ...Object.entries(FURTHER)]) {
      const status = (await patiently(page, scene.origin + address(recordsOf(made, role)))).status();
      if (status === 200 || role === 'sender') await draw(page, `${role}-${name.replaceAll(' ', '-')}`, PRINTED.includes(name));
    }
    await desk.close();
  });
}

test('pictures of refused forms and of the longest names', { skip: !wanted && 'RELAIS_PICTURES names no folder' }, async () => {
  const sender = await Desk.open(scene.browser, scene.origin, ACCOUNTS.sender);
  const page = await sender.newPage('/persons/new');
  await page.locator('[name="birth"]').fill('31 02 1990');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await draw(page, 'refused-person');
  const who = { ...steps.visitor(LONG.given, LONG.family, '06 33 00 00 01'), need: 'x'.repeat(60) };
  const { relation, referral } = await sender.refer(who, OTHER_SERVICE);
  for (const path of [`/persons/${relation}`, '/persons', '/sent', `/referrals/${referral}/receipt`, `/referrals/${referral}`]) {
    await page.goto(scene.origin + path);
    await draw(page, `long-${path.split('/').filter((part) => part && part.length < 20).join('-')}`);
  }
  await sender.close();
});

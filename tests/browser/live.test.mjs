// Pages that follow what they show: what somebody else does appears by itself where script is on, in its place and
// without taking anything away; where it is off, the page is the same and is asked for again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNTS, SERVICE, demonstration } from './helpers/demo.mjs';
import { Desk } from './helpers/desk.mjs';
import { assertAccessible } from './helpers/audit.mjs';
import * as steps from './helpers/steps.mjs';

const { mainText, rowOf } = steps;
const who = (given, phone) => steps.visitor(given, 'Le Bris', phone);
const ON = 'Mettre cette page à jour automatiquement';

let sender, recipient;

const scene = demonstration(async (scene) => {
  const open = (account) => Desk.open(scene.browser, scene.origin, account);
  [sender, recipient] = await Promise.all([ACCOUNTS.sender, ACCOUNTS.recipient].map(open));
});

/** A mark that only a new page would lose. */
const mark = (page) => page.evaluate(() => Object.assign(window, { sameDocument: true }));
const isMarked = (page) => page.evaluate(() => window.sameDocument === true);

/** The page listens: what happens from now on is heard. */
async function listening(page, path) {
  const stream = page.waitForRequest(/\/live\?/);
  await page.goto(scene.origin + path);
  await stream;
  await mark(page);
}

test('an open inbox shows what is sent to it, and the focus stays where it was', async () => {
  const first = await sender.refer(who('Nolwenn', '06 41 00 00 01'), SERVICE);
  const page = await recipient.newPage();
  await listening(page, '/inbox');
  const kept = rowOf(page, first.referral).getByRole('link').first();
  await kept.focus();
  const second = await sender.refer(who('Ewen', '06 41 00 00 02'), SERVICE);
  await rowOf(page, second.referral).first().waitFor();
  assert.ok(await isMarked(page), 'the page was loaded anew');
  assert.equal(new URL(await page.evaluate(() => document.activeElement.href)).pathname, `/referrals/${first.referral}`);
  await page.getByText(/^Page mise à jour à \d+/).waitFor();
  await assertAccessible(page);
  await page.close();
});

test('both open sheets follow one another’s acts', async () => {
  const { referral } = await sender.refer(who('Goulven', '06 41 00 00 03'), SERVICE);
  const [mine, theirs] = await Promise.all([sender.newPage(), recipient.newPage()]);
  await listening(mine, `/referrals/${referral}`);
  await listening(theirs, `/referrals/${referral}`);
  const again = theirs.waitForRequest(/\/live\?/);
  await theirs.getByRole('button', { name: 'Accepter' }).click();
  await mine.getByText('Acceptée').first().waitFor();
  assert.ok(await isMarked(mine));
  await again;
  await sender.answer(referral, 'cancel', { reason: 'solved_otherwise' });
  await theirs.getByText('Annulée').first().waitFor();
  assert.ok(!(await mainText(theirs)).includes('Goulven'), 'what was called back is still shown');
  await Promise.all([mine.close(), theirs.close()]);
});

test('who wants the page to stay as it is says so once', async () => {
  const page = await recipient.newPage();
  await listening(page, '/inbox');
  await page.getByLabel(ON).uncheck();
  const { referral } = await sender.refer(who('Tifenn', '06 41 00 00 04'), SERVICE);
  await page.reload();
  assert.ok(!(await page.getByLabel(ON).isChecked()), 'the choice is forgotten');
  await rowOf(page, referral).first().waitFor();
  const other = await sender.refer(who('Ronan', '06 41 00 00 05'), SERVICE);
  assert.equal(await rowOf(page, other.referral).count(), 0, 'shown against her wish');
  await page.getByLabel(ON).check();
  await rowOf(page, other.referral).first().waitFor();
  await page.close();
});

test('without script nothing listens and nothing is announced', async () => {
  const desk = await Desk.open(scene.browser, scene.origin, ACCOUNTS.recipient, { script: false });
  const page = await desk.newPage('/inbox');
  assert.equal(await page.getByLabel(ON).isVisible(), false);
  const { referral } = await sender.refer(who('Maël', '06 41 00 00 06'), SERVICE);
  await page.reload();
  assert.equal(await rowOf(page, referral).count(), 1);
  await desk.close();
});

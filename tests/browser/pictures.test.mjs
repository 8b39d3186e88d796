// Pictures of the main pages, for eyes: at 1280 px, at 320 px, and on paper. Drawn only where RELAIS_PICTURES names a
// folder.
import { test } from 'node:test';
import { ACCOUNTS, SERVICE, demonstration } from './helpers/demo.mjs';
import { NARROW, WIDE, picture, printout } from './helpers/browser.mjs';
import { Desk } from './helpers/desk.mjs';
import * as steps from './helpers/steps.mjs';

const wanted = Boolean(process.env.RELAIS_PICTURES);
const scene = wanted ? demonstration() : {};

test('pictures of the main pages', { skip: !wanted && 'RELAIS_PICTURES names no folder' }, async () => {
  const open = (account) => Desk.open(scene.browser, scene.origin, account);
  const [sender, recipient, manager] = await Promise.all([ACCOUNTS.sender, ACCOUNTS.recipient, ACCOUNTS.manager].map(open));
  const draft = await sender.prepare(steps.visitor('Azilis', 'Morvan', '06 32 00 00 01'), SERVICE);
  const sent = await sender.refer(steps.visitor('Denez', 'Le Meur', '06 32 00 00 02'), SERVICE);
  const referral = (id, step = '') => `/referrals/${id}${step}`;
  const pages = [
    [sender, 'day', '/'],
    [sender, 'contact', '/contacts/new'],
    [sender, 'persons', '/persons'],
    [sender, 'person-new', '/persons/new'],
    [sender, 'person', `/persons/${draft.relation}`],
    [sender, 'draft', referral(draft.referral, '/draft')],
    [sender, 'service', referral(draft.referral, '/service?theme=argent&commune=29019&kilometres=5')],
    [sender, 'items', referral(draft.referral, '/items')],
    [sender, 'agreement', referral(draft.referral, '/agreement')],
    [sender, 'check', referral(draft.referral, '/check')],
    [sender, 'receipt', referral(sent.referral, '/receipt')],
    [sender, 'sent', '/sent'],
    [recipient, 'day-recipient', '/'],
    [recipient, 'inbox', '/inbox'],
    [recipient, 'received', referral(sent.referral)],
    [recipient, 'reject', referral(sent.referral, '/reject')],
    [sender, 'partners', '/partners?commune=29019'],
    [manager, 'organisation', '/organisation'],
    [sender, 'missing', '/nothing-here'],
  ];
  for (const [desk, name, path] of pages) {
    const page = await desk.newPage(path);
    for (const width of [WIDE, NARROW]) {
      await page.setViewportSize({ width, height: 900 });
      await picture(page, `${name}-${width}`);
    }
    if (['agreement', 'receipt', 'person', 'day'].includes(name)) await printout(page, name);
    await page.close();
  }
  await Promise.all([sender, recipient, manager].map((desk) => desk.close()));
});

// Every address that answers a GET, and the records it needs: what is visited, audited and drawn as each role.
import { ACCOUNTS, CLOCK, OTHER_SERVICE, SERVICE, SERVICE_OF_SENDER } from './demo.mjs';
import { Desk } from './desk.mjs';
import * as steps from './steps.mjs';

/** What of each record is visited, by the state that its page needs. */
export const VISITS = {
  HOME: () => '/',
  SIGNED_OUT: () => '/signed-out',
  MEMBERSHIPS: () => '/memberships',
  CONTACT_NEW: () => '/contacts/new',
  PERSONS: () => '/persons',
  PERSON_NEW: () => '/persons/new',
  INBOX: () => '/inbox',
  INBOX_ENDED: () => '/inbox/ended',
  SENT: () => '/sent',
  PARTNERS: () => '/partners?theme=logement&commune=29019&kilometres=10',
  ORGANISATION: () => '/organisation',
  ORGANISATION_EDIT: () => '/organisation/edit',
  SERVICE_NEW: () => '/organisation/services/new',
  MEMBER_ABSENCE: (made) => `/organisation/members/${made.member}/absence`,
  TEAM: () => '/organisation/team',
  MEMBER_END: (made) => `/organisation/members/${made.member}/end`,
  ORGANISATIONS: () => '/organisations',
  ACCESSIBILITY: () => '/accessibility',
  PRIVACY: () => '/privacy',
  VERIFY: () => '/verify',
  INVITATION: (made) => made.invitation,
  PERSON: (made) => `/persons/${made.relation}`,
  PERSON_CONTACTS: (made) => `/persons/${made.relation}/contacts`,
  CONTACT_PERSON: (made) => `/contacts/${made.contact}/person`,
  PERSON_EDIT: (made) => `/persons/${made.relation}/edit`,
  REFERRAL: (made) => `/referrals/${made.sent}`,
  REFERRAL_REASON: (made) => `/referrals/${made.toAnswer}/reason`,
  REFERRAL_DRAFT: (made) => `/referrals/${made.draft}/draft`,
  REFERRAL_NEED: (made) => `/referrals/${made.draft}/need`,
  PERSON_REFERRALS: (made) => `/persons/${made.relation}/referrals`,
  REFERRAL_SERVICE: (made) => `/referrals/${made.draft}/service`,
  REFERRAL_ITEMS: (made) => `/referrals/${made.draft}/items`,
  REFERRAL_AGREEMENT: (made) => `/referrals/${made.draft}/agreement`,
  REFERRAL_CHECK: (made) => `/referrals/${made.draft}/check`,
  REFERRAL_RECEIPT: (made) => `/referrals/${made.sent}/receipt`,
  REFERRAL_LETTER: (made) => `/referrals/${made.working}/letter`,
  REFERRAL_REJECT: (made) => `/referrals/${made.toAnswer}/reject`,
  REFERRAL_COMPLETE: (made) => `/referrals/${made.working}/complete`,
  REFERRAL_CANCEL: (made) => `/referrals/${made.sent}/cancel`,
  REFERRAL_HOLD: (made) => `/referrals/${made.toAnswer}/hold`,
  REFERRAL_RESUME: (made) => `/referrals/${made.held}/resume`,
  REFERRAL_REOPEN: (made) => `/referrals/${made.ended}/reopen`,
  REFERRAL_ERROR: (made) => `/referrals/${made.sent}/error`,
  REFERRAL_ASSIGN: (made) => `/referrals/${made.toAnswer}/assign`,
  REFERRAL_ANSWER: (made) => `/referrals/${made.ended}/answer`,
  REFERRAL_OUTCOME: (made) => `/referrals/${made.ended}/outcome`,
  REFERRAL_WITHDRAW: (made) => `/referrals/${made.sent}/withdraw`,
  SERVICE: (made) => `/services/${made.service}`,
  SERVICE_EDIT: (made) => `/services/${made.ownService}/edit`,
  PLACE: (made) => `/places/${made.place}`,
  ORGANISATION_OF_NETWORK: (made) => `/organisations/${made.organisation}`,
};

/** Pages that are no route of their own: what another request shows. */
export const FURTHER = {
  'nothing at this address': () => '/nothing-here',
  'a refused sign-in': () => '/login/callback?error=access_denied&state=none',
  'a referral to answer': (made) => `/referrals/${made.toAnswer}`,
  'a referral in work': (made) => `/referrals/${made.working}`,
  'a block of what was sent': () => '/sent?show=waiting',
  'a search without result': () => '/partners?words=zzzzzz',
  'a flash': () => '/?done=contact_saved',
};

/** A day some days from now, as a date field sends it. */
const inDays = (days) => new Date(Date.parse(CLOCK) + days * 86_400_000).toISOString().slice(0, 10);

/** Brings the network into the states that the visits are about. */
export async function prepareRecords(scene) {
  const made = {};
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
  const held = await sender.refer(who('Nolwenn', '06 30 00 00 06'), SERVICE);
  const question = { reason: 'information_needed', review_on: inDays(10), note: 'Quel est le loyer ?' };
  await recipient.send(`/referrals/${held.referral}/hold`, `/referrals/${held.referral}/hold`, question);
  const ended = await sender.refer(who('Goulven', '06 30 00 00 07'), SERVICE);
  await recipient.act(ended.referral, 'accept');
  await recipient.send(`/referrals/${ended.referral}/complete`, `/referrals/${ended.referral}/complete`, { outcome: 'helped' });
  const { html } = await sender.get('/partners?words=Domiciliation');
  made.service = /href="\/services\/([0-9a-f-]+)"/.exec(html)[1];
  made.place = /href="\/places\/([0-9a-f-]+)"/.exec((await sender.get('/partners?commune=29019')).html)[1];
  made.organisation = [...(await admin.get('/organisations')).html.matchAll(/\/organisations\/([0-9a-f-]+)/g)].at(-1)[1];
  const contact = { text: 'Une lettre à lire.', mode: 'helped', channel: 'desk', minutes: '10', outcome: 'solved', follow_up: 'yes' };
  made.contact = /\/contacts\/([0-9a-f-]+)\/person/.exec((await sender.send('/contacts/new', '/contacts/new', contact)).url)[1];
  made.member = /\/organisation\/members\/([0-9a-f-]+)\/end/.exec((await manager.get('/organisation')).html)[1];
  made.ownService = /\/services\/([0-9a-f-]+)\/edit/.exec((await manager.get('/organisation')).html)[1];
  const fields = { email: 'nouvelle.agente@example.org', role: 'receptionist' };
  const invited = await manager.send('/organisation', '/organisation/invitations', fields);
  made.invitation = /\/invitations\/[\w-]+/.exec(invited.html)[0];
  // Each side works on records of its own; the others meet them as strangers.
  made.sender = { relation: sent.relation, draft: draft.referral, sent: sent.referral, toAnswer: received.referral, working: received.referral, held: held.referral, ended: ended.referral };
  made.recipient = { relation: received.relation, draft: received.referral, sent: received.referral, toAnswer: toAnswer.referral, working: working.referral, held: held.referral, ended: ended.referral };
  await Promise.all([sender.close(), recipient.close(), manager.close(), admin.close()]);
  return made;
}

/** The records a role meets, with the sender's for whoever has none. */
export function recordsOf(made, role) {
  const side = ['recipient', 'receptionist', 'manager', 'volunteer'].includes(role) ? made.recipient : made.sender;
  const { service, ownService, place, invitation, organisation, contact, member } = made;
  return { ...side, service, ownService, place, invitation, organisation, contact, member };
}

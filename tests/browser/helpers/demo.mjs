// One demonstration and one browser for a file of journeys, at an hour that never changes.
import { after, before } from 'node:test';
import { openBrowser } from './browser.mjs';
import { startRelais } from './relais.mjs';

/** A Monday morning, so that days in words are the same whenever the journeys run. */
export const CLOCK = '2026-11-23T09:00:00+01:00';

/** One account a role (config/demo/agents.toml). */
export const ACCOUNTS = {
  sender: 'hugo.mission-locale',
  senderManager: 'agathe.mission-locale',
  recipient: 'lea.ccas-brest',
  receptionist: 'nadia.ccas-brest',
  manager: 'yann.ccas-brest',
  volunteer: 'rose.ccas-brest',
  mediator: 'samira.vivre-la-ville',
  networkAdmin: 'gwenola.brest-metropole',
  dpo: 'alain.brest-metropole',
  twoCommunes: 'maelle.deux-ccas',
  stranger: 'sofia.caf',
};

export const SENDER = 'Mission locale Pays de Brest';
export const RECIPIENT = 'CCAS de Brest';

/** Services that are asked, as the search shows them. */
export const SERVICE = { name: 'Accompagnement social', organisation: RECIPIENT };
export const OTHER_SERVICE = { name: 'Domiciliation', organisation: RECIPIENT };
export const SERVICE_OF_SENDER = { name: 'Logement des jeunes', organisation: SENDER };

/**
 * The running demonstration and browser of this file, stopped after its last test. `prepare` brings it into the state
 * the tests are about: one hook does both, for node runs the hooks of a file side by side.
 */
export function demonstration(prepare = async () => {}) {
  const scene = {};
  before(async () => {
    scene.relais = await startRelais({ clock: CLOCK });
    scene.origin = scene.relais.origin;
    scene.browser = await openBrowser();
    await prepare(scene);
  });
  after(async () => {
    await scene.browser?.close();
    await scene.relais?.stop();
  });
  return scene;
}

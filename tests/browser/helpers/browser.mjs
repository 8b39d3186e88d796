// Debian's Chromium through playwright-core: contexts with script on or off, sign-in, pictures.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox', // also runs as root and in containers; only our own pages are opened
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const STEP_LIMIT_MS = 15_000;
const TOO_MANY = 429;
const PAUSE_MS = 500;

/** Width at which RGAA 10.11 asks for reflow. */
export const NARROW = 320;
export const WIDE = 1280;

export const openBrowser = () =>
  chromium.launch({ executablePath: process.env.RELAIS_CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });

const scriptless = new WeakSet();

/** Whether the page's visitor has script on. */
export const runsScript = (page) => !scriptless.has(page.context());

/** A visitor of her own: no cookie, empty cache. `cookies` come from another context's `cookies()`. */
export async function newVisitor(browser, { script = true, width = WIDE, cookies = [] } = {}) {
  const context = await browser.newContext({
    javaScriptEnabled: script,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
    viewport: { width, height: 720 },
  });
  if (!script) scriptless.add(context);
  context.setDefaultTimeout(STEP_LIMIT_MS);
  if (cookies.length > 0) await context.addCookies(cookies);
  return context;
}

/** Runs `journey` once without script and once with it, each with a visitor of its own. */
export async function withAndWithoutScript(browser, options, journey) {
  for (const script of [false, true]) {
    const context = await newVisitor(browser, { ...options, script });
    try {
      await journey(await context.newPage(), { script });
    } catch (error) {
      error.message = `${script ? 'with' : 'without'} script: ${error.message}`;
      throw error;
    } finally {
      await context.close();
    }
  }
}

/** Goes there as often as it takes: journeys sign in faster than a town hall does, and who asks too often waits. Its answer. */
export async function patiently(page, address) {
  for (;;) {
    const answer = await page.goto(address);
    if (answer.status() !== TOO_MANY) return answer;
    await setTimeout(PAUSE_MS);
  }
}

/** Signs in at the demonstration's own provider, which shows no form when the hint names an account. */
export async function signIn(page, origin, account) {
  await patiently(page, `${origin}/login?login_hint=${encodeURIComponent(account)}`);
  const left = new URL(page.url());
  if (left.origin !== origin || left.pathname.startsWith('/login')) {
    throw new Error(`${account} is not signed in: the journey stands at ${left.origin}${left.pathname}`);
  }
}

/** Keeps pictures in the folder named by RELAIS_PICTURES; without it nothing is drawn. */
export async function picture(page, name) {
  const folder = process.env.RELAIS_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

/** The page as it is printed, beside the pictures. */
export async function printout(page, name) {
  const folder = process.env.RELAIS_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.pdf({ path: path.join(folder, `${name}.pdf`), format: 'A4', tagged: true, outline: true });
}

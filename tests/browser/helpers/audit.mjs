// What every page must satisfy: no axe violation, no sideways scrolling at 320 px, a light first visit.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { NARROW, newVisitor, runsScript } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['RGAAv4', 'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * axe's violations, one line each: impact, rule, RGAA criteria, first elements. `colours: false` leaves out contrast,
 * the dearest rule, where another width of the same page was asked about it.
 */
export async function violations(page, { colours = true } = {}) {
  if (!runsScript(page)) return withTwin(page, (twin) => violations(twin, { colours }));
  // Evaluated through the debugger, so the page's own Content-Security-Policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  // Naming every element that passes would cost more than all rules.
  const options = { runOnly: TAGS, resultTypes: ['violations'], rules: { 'color-contrast': { enabled: colours } } };
  const result = await page.evaluate((options) => globalThis.axe.run(document, options), options);
  assert.ok(result.passes.length > 0, 'axe ran no rule');
  return result.violations.map((violation) => {
    const criteria = violation.tags.filter((tag) => tag.startsWith('RGAA-')).join(' ');
    const places = violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ');
    return `${violation.impact} ${violation.id} [${criteria}] at ${places}`;
  });
}

/**
 * axe is itself a script and cannot run where script is off. The twin shows the same document, as it stands now,
 * to a visitor with script, and lets no script of the page itself load.
 */
async function withTwin(page, act) {
  const html = await page.content();
  const context = await newVisitor(page.context().browser(), { cookies: await page.context().cookies() });
  try {
    const twin = await context.newPage();
    await twin.setViewportSize(page.viewportSize());
    await twin.route('**/*', (route) => (route.request().resourceType() === 'script' ? route.abort() : route.fallback()));
    await twin.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
    await twin.goto(page.url());
    return await act(twin);
  } finally {
    await context.close();
  }
}

/** Elements that stick out when the window is 320 px wide; the window keeps its size afterwards. */
export async function overflowing(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: NARROW, height: 640 });
  const found = await page.evaluate((width) => {
    if (document.documentElement.scrollWidth <= width) return [];
    const sticksOut = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > width + 1,
    );
    const names = sticksOut.map((element) => element.tagName.toLowerCase() + (element.id && `#${element.id}`));
    return names.length > 0 ? names.slice(0, 8) : ['page'];
  }, NARROW);
  await page.setViewportSize(before);
  return found;
}

/** Sheets of A4 that the page takes when it is printed. */
export async function sheets(page) {
  const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
  return [...pdf.matchAll(/\/Type \/Page\b/g)].length;
}

/** The two together, with the page's address in the message. */
export async function assertAccessible(page) {
  assert.deepEqual(await violations(page), [], `axe at ${new URL(page.url()).pathname}`);
  assert.deepEqual(await overflowing(page), [], `sideways scrolling at ${NARROW} px`);
}

/**
 * Bytes on the wire, headers included and compressed as sent, of a first visit with a cold cache:
 * { total, requests, document, stylesheet, script, font, image, other }.
 */
export async function firstVisit(browser, url, { cookies = [], script = true } = {}) {
  const context = await newVisitor(browser, { cookies, script });
  const page = await context.newPage();
  // A page that follows what it shows is never done with the network.
  await context.route(/\/live\?/, (route) => route.abort());
  const session = await context.newCDPSession(page);
  const kinds = new Map();
  const weight = { total: 0, requests: 0, document: 0, stylesheet: 0, script: 0, font: 0, image: 0, other: 0 };
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type.toLowerCase()));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    weight[kind in weight ? kind : 'other'] += encodedDataLength;
    weight.total += encodedDataLength;
    weight.requests += 1;
  });
  await session.send('Network.enable');
  const answer = await page.goto(url, { waitUntil: 'networkidle' });
  const arrived = page.url();
  await context.close();
  assert.equal(answer.status(), 200, `${new URL(url).pathname} answers ${answer.status()}`);
  assert.equal(arrived, url, 'another page than the one to weigh');
  return weight;
}

// Weighs the inbox on a first visit: node weigh.mjs ORIGIN ACCOUNT   prints one `kind bytes` a line, for `cargo xtask bars`.
import { firstVisit } from './helpers/audit.mjs';
import { newVisitor, openBrowser, signIn } from './helpers/browser.mjs';

const [origin, account] = process.argv.slice(2);
const browser = await openBrowser();
try {
  const context = await newVisitor(browser);
  await signIn(await context.newPage(), origin, account);
  // Another visitor with the same session: signed in, and nothing in the cache yet.
  const weight = await firstVisit(browser, `${origin}/inbox`, { cookies: await context.cookies() });
  for (const [kind, bytes] of Object.entries(weight)) console.log(kind, bytes);
} finally {
  await browser.close();
}

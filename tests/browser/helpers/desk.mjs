// An agent who works without looking: the same pages and forms as a browser sends, without drawing them. Tests use it
// to bring the network into the state they are about; what they are about is done on the pages themselves.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { idOf } from './steps.mjs';
import { newVisitor, signIn } from './browser.mjs';

const TOO_MANY = 429;
const PAUSE_MS = 300;

const unescape = (text) =>
  text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** What a page says is wrong, for a message. */
const problems = (html) => unescape(html.split('role="alert"')[1]?.split('</ul>')[0] ?? html.split('<h1>')[1] ?? '').replace(/<[^>]+>/g, ' ').slice(0, 300);

/** The hidden fields of the form that goes to `action`: csrf, version, the hash of the text that was read. */
export function hiddenFields(html, action) {
  const form = html.split('<form').find((part) => part.includes(`action="${action}"`) && part.includes('name="csrf"'));
  assert.ok(form, `the page has no form for ${action}`);
  const inputs = form.split('</form>')[0].matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name, unescape(value)]));
}

export class Desk {
  /** Signs an agent in, in a browser of her own that `newPage` shows. */
  static async open(browser, origin, account, options) {
    const context = await newVisitor(browser, options);
    const page = await context.newPage();
    await signIn(page, origin, account);
    await page.close();
    return new Desk(context, origin, account);
  }

  constructor(context, origin, account) {
    Object.assign(this, { context, origin, account });
  }

  /** A page of hers, at an address of Relais. */
  async newPage(path = '/') {
    const page = await this.context.newPage();
    await page.goto(this.origin + path);
    return page;
  }

  /** { status, html, url } of a GET. */
  get(path) {
    return this.#patiently(() => this.context.request.get(this.origin + path));
  }

  /** Fills and sends the form that goes to `action` from the page at `from`; follows to the page it leads to. */
  async send(from, action, fields) {
    const page = await this.get(from);
    assert.equal(page.status, 200, `${from} answers ${page.status} to ${this.account}`);
    const hidden = hiddenFields(page.html, action);
    return this.post(action, { ...hidden, ...fields });
  }

  /** Sends exactly these fields and follows; a list is a field of check boxes. */
  async post(action, fields, headers = {}) {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: this.origin, ...headers };
    const once = { data: body.toString(), headers: form, maxRedirects: 0 };
    const answer = await this.#patiently(() => this.context.request.post(this.origin + action, once));
    return answer.location ? this.get(answer.location) : answer;
  }

  /** A script is faster than an agent: what is asked too often is asked again. */
  async #patiently(ask) {
    for (;;) {
      const answer = await ask();
      if (answer.status() !== TOO_MANY) {
        const { location } = answer.headers();
        return { status: answer.status(), html: await answer.text(), url: answer.url(), location };
      }
      await setTimeout(PAUSE_MS);
    }
  }

  /** A new person; returns her relation. */
  async createPerson(who, card = {}) {
    const { given, family, birth, phone } = who;
    const fields = { given_name: given, family_name: family, birth, phone, commune: 'Brest', languages: 'fr', ...card };
    const sheet = await this.send('/persons/new', '/persons', fields);
    assert.match(sheet.url, /done=person_saved/, `${given} is not created: ${sheet.status}`);
    return idOf(sheet.url);
  }

  /** A draft with its need; returns the referral. */
  async startReferral(relation, who) {
    const path = `/persons/${relation}/referrals`;
    const fields = { need: who.need, theme: 'argent', situation: who.situation, availability: 'le matin' };
    return idOf((await this.send(path, path, fields)).url);
  }

  /** The identifier of a service, by its name and its organisation's. */
  async serviceId(referral, { name, organisation }) {
    const { html } = await this.get(`/referrals/${referral}/service?words=${encodeURIComponent(name)}`);
    const tile = html.split('class="tile"').find((part) => part.includes(`<bdi>${name}</bdi>`) && part.includes(`<bdi>${organisation}</bdi>`));
    const id = /value="([0-9a-f-]+)"/.exec(tile)?.[1];
    assert.ok(id, `no service ${name}`);
    return id;
  }

  async chooseService(referral, service) {
    const path = `/referrals/${referral}/service`;
    await this.send(path, path, { service: await this.serviceId(referral, service) });
  }

  async chooseItems(referral, items) {
    const path = `/referrals/${referral}/items`;
    await this.send(path, path, { items });
  }

  async recordAnswer(referral, answer) {
    const path = `/referrals/${referral}/agreement`;
    const fields = { method: 'spoken_with_witness', witness: 'Soizic Marhic', answer };
    return this.send(path, path, fields);
  }

  /** A referral that is ready to be read again and sent; returns { relation, referral }. */
  async prepare(who, service, items = ['identity', 'phone', 'situation']) {
    const relation = await this.createPerson(who);
    const referral = await this.startReferral(relation, who);
    await this.chooseService(referral, service);
    await this.chooseItems(referral, items);
    const answered = await this.recordAnswer(referral, 'yes');
    assert.match(answered.url, /done=said_yes/, `the agreement is not recorded: ${answered.status} ${problems(answered.html)}`);
    return { relation, referral };
  }

  /** The same, sent. */
  async refer(who, service, items) {
    const made = await this.prepare(who, service, items);
    const sent = await this.send(`/referrals/${made.referral}/check`, `/referrals/${made.referral}/send`, {});
    assert.match(sent.url, /done=sent/, `the referral is not sent: ${sent.status} ${problems(sent.html)}`);
    return made;
  }

  /** An act that is one button of the sheet: acknowledge, accept, start. */
  act(referral, act) {
    return this.send(`/referrals/${referral}`, `/referrals/${referral}/${act}`, {});
  }

  /** An act that asks first: reject, complete, cancel, withdraw. */
  answer(referral, act, fields) {
    const path = `/referrals/${referral}/${act}`;
    return this.send(path, path, fields);
  }

  close() {
    return this.context.close();
  }
}

// A visitor who has a keyboard and nothing else: no pointer, no focus set by the test.
import assert from 'node:assert/strict';

const MOST_TABS = 300;

/** What has the focus, in words for a message. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return 'nothing';
    const name = element.labels?.[0]?.textContent ?? element.textContent ?? '';
    return `${element.tagName.toLowerCase()} "${name.trim().replace(/\s+/g, ' ').slice(0, 60)}"`;
  });

const hasFocus = (locator) => locator.evaluate((element) => element === document.activeElement);

/** RGAA 10.7: whoever steps through the page sees where she is. */
const focusShows = (page) =>
  page.evaluate(() => {
    const marks = (element) => {
      const style = getComputedStyle(element);
      const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      return outlined || style.boxShadow !== 'none';
    };
    const element = document.activeElement;
    const carriers = [element, element.parentElement, ...(element.labels ?? [])];
    return carriers.filter(Boolean).some(marks);
  });

export class Keyboard {
  /** Fields answered, boxes ticked, links and buttons pressed; a step by Tab or an arrow is not one. */
  actions = 0;
  /** Keys pressed, texts counted as one. */
  keys = 0;

  constructor(page) {
    this.page = page;
  }

  /** Steps by Tab until the element has the focus; fails on a trap, an invisible focus, or an unreachable element. */
  async reach(locator) {
    await locator.first().waitFor({ state: 'visible' });
    const path = [];
    for (let step = 0; step <= MOST_TABS; step += 1) {
      if (await hasFocus(locator.first())) {
        assert.ok(await focusShows(this.page), `the focus does not show on ${await focused(this.page)}`);
        return;
      }
      await this.#key('Tab');
      path.push(await focused(this.page));
      const [last, before, earlier] = path.slice(-3).reverse();
      assert.ok(last === 'nothing' || last !== before || last !== earlier, `the focus is trapped in ${last}`);
    }
    assert.fail(`not reached by Tab: ${locator}; the last steps were ${path.slice(-6).join(' > ')}`);
  }

  link(name, options) {
    return this.press(this.page.getByRole('link', { name, ...options }));
  }

  button(name, options) {
    return this.press(this.page.getByRole('button', { name, ...options }));
  }

  /** Opens or closes a `<details>`. */
  unfold(name) {
    return this.press(this.page.locator('summary', { hasText: name }));
  }

  /** Replaces what a labelled field holds. */
  async fill(label, text) {
    this.actions += 1;
    await this.reach(this.page.getByLabel(label));
    await this.#key('Control+A');
    await this.#key('Delete');
    await this.#type(text);
  }

  /** Sets a check box. */
  async check(label) {
    this.actions += 1;
    const box = this.page.getByRole('checkbox', { name: label });
    await this.reach(box);
    if (!(await box.isChecked())) await this.#key('Space');
    assert.ok(await box.isChecked(), `${label} did not take the tick`);
  }

  /** Chooses one of a group of radio buttons: Tab enters the group, arrows move in it. */
  async choose(label) {
    this.actions += 1;
    const target = this.page.getByRole('radio', { name: label });
    await target.waitFor({ state: 'attached' });
    const name = await target.getAttribute('name');
    const group = this.page.locator(`input[type=radio][name="${name}"]`);
    const members = await group.count();
    const inGroup = () => this.page.evaluate((own) => document.activeElement?.name === own, name);
    for (let step = 0; step < MOST_TABS && !(await inGroup()); step += 1) await this.#key('Tab');
    for (let step = 0; step < members && !(await hasFocus(target)); step += 1) {
      await this.#key('ArrowDown');
    }
    assert.ok(await hasFocus(target), `not reached by arrows: ${label}`);
    assert.ok(await focusShows(this.page), `the focus does not show on ${label}`);
    if (!(await target.isChecked())) await this.#key('Space');
    assert.ok(await target.isChecked(), `${label} was not chosen`);
  }

  /** Chooses in a list by typing the beginning of the option. */
  async select(label, option) {
    this.actions += 1;
    const list = this.page.getByLabel(label);
    await this.reach(list);
    await this.#type(option);
    const chosen = await list.evaluate((element) => element.selectedOptions[0]?.textContent.trim());
    assert.equal(chosen, option, `${label} shows another option`);
  }

  /** Presses a link or a button that its place on the page tells apart. */
  async press(locator) {
    this.actions += 1;
    await this.reach(locator);
    await this.#key('Enter');
  }

  #key(name) {
    this.keys += 1;
    return this.page.keyboard.press(name);
  }

  #type(text) {
    this.keys += 1;
    return this.page.keyboard.type(text);
  }
}

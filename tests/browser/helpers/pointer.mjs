// A visitor with a pointer, in the words of Keyboard: a journey is written once and made with either hand.
export class Pointer {
  /** Fields answered, boxes ticked, links and buttons pressed. */
  actions = 0;

  constructor(page) {
    this.page = page;
  }

  link(name, options) {
    return this.press(this.page.getByRole('link', { name, ...options }));
  }

  button(name, options) {
    return this.press(this.page.getByRole('button', { name, ...options }));
  }

  /** Presses a link or a button that its place on the page tells apart. */
  async press(locator) {
    this.actions += 1;
    await locator.click();
  }

  async fill(label, text) {
    this.actions += 1;
    await this.page.getByLabel(label).fill(text);
  }

  async check(label) {
    this.actions += 1;
    await this.page.getByRole('checkbox', { name: label }).check();
  }

  async choose(label) {
    this.actions += 1;
    await this.page.getByRole('radio', { name: label }).check();
  }

  async select(label, option) {
    this.actions += 1;
    await this.page.getByLabel(label).selectOption({ label: option });
  }
}

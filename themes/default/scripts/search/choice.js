// The box and its list as a combobox by the ARIA pattern: arrows choose a result, Enter opens it, Escape
// lets it go; the focus stays in the box.

export class Choice {
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list holds the options
   */
  constructor(input, list) {
    this.input = input;
    this.list = list;
    this.active = -1;
    list.id ||= "search-results";
    list.setAttribute("role", "listbox");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-controls": list.id,
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      autocomplete: "off",
    })) {
      input.setAttribute(name, value);
    }
  }

  get options() {
    return this.list.querySelectorAll("[role=option]");
  }

  /** Says whether there is anything to choose from. What was chosen stays so while it is in the list. */
  changed() {
    const { length } = this.options;
    this.input.setAttribute("aria-expanded", String(length > 0));
    if (this.active >= length) this.activate(-1);
  }

  /**
   * Does what a key asks for.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key meant the list
   */
  onKey(event) {
    const { options } = this;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      const next = this.active + step;
      this.activate(next < -1 ? options.length - 1 : next >= options.length ? -1 : next);
    } else if (event.key === "Enter" && this.active >= 0) options[this.active].click();
    else if (event.key === "Escape" && this.active >= 0) this.activate(-1);
    else return false;
    event.preventDefault();
    return true;
  }

  /** Chooses an option; none for -1. */
  activate(index) {
    const { options } = this;
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const item = options[index];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
  }
}

/** What an element is made with. Text is text: nothing here parses HTML. */
export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  /** `true` sets an empty attribute, `false` and `null` none. Style attributes are refused by the page's policy. */
  readonly attributes?: Readonly<Record<string, string | boolean | null>>;
  readonly children?: readonly (Node | null)[];
  readonly onClick?: () => void;
}

/** Makes an HTML element. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
): HTMLElementTagNameMap[Tag] {
  return dress(document.createElement(tag), options);
}

/** Gives an element its class, text, attributes, children and click handler. */
export function dress<Made extends Element>(made: Made, options: ElementOptions): Made {
  if (options.class !== undefined) made.setAttribute("class", options.class);
  for (const [name, value] of Object.entries(options.attributes ?? {})) {
    if (value === true) made.setAttribute(name, "");
    else if (typeof value === "string") made.setAttribute(name, value);
  }
  if (options.text !== undefined) made.textContent = options.text;
  for (const child of options.children ?? []) if (child !== null) made.append(child);
  if (options.onClick !== undefined) made.addEventListener("click", options.onClick);
  return made;
}

/** Makes an SVG element. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
): SVGElementTagNameMap[Tag] {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", tag), options);
}

/** Text for screen readers only. */
export function hiddenText(text: string): HTMLElement {
  return element("span", { class: "sr-only", text });
}

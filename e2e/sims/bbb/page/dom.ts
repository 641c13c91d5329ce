export function find<T extends Element>(selector: string, kind: new () => T, root: ParentNode = document): T {
  const found = root.querySelector(selector)
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`)
  return found
}

export function button(selector: string, press: () => void, root: ParentNode = document) {
  const element = find(selector, HTMLButtonElement, root)
  element.addEventListener("click", press)
  return element
}

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = "") {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}

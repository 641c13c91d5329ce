/** Where the summary of a page's form leads to, and what it gives the focus. */
export function fieldId(field: string) {
  return `field-${field.replaceAll(".", "-")}`
}

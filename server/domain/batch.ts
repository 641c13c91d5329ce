/** Calls in one request, of anybody: far more than a page has to make at once. */
export const BATCH_ITEMS_MAX = 20

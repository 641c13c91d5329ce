function icon(paths: string) {
  return `<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`
}

export const ICONS = {
  microphone: icon(
    '<rect x="9" y="2" width="6" height="12" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v4"/>',
  ),
  muted: icon(
    '<rect x="9" y="2" width="6" height="12" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v4M3 3l18 18"/>',
  ),
  headphones: icon(
    '<path d="M3 14v-2a9 9 0 0 1 18 0v2"/><rect x="3" y="14" width="4" height="7" rx="2"/><rect x="17" y="14" width="4" height="7" rx="2"/>',
  ),
  phone: icon(
    '<path d="M5 3h4l2 5-3 2a12 12 0 0 0 6 6l2-3 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 3 5a2 2 0 0 1 2-2z"/>',
  ),
  video: icon('<rect x="2" y="6" width="14" height="12" rx="2"/><path d="M16 11l6-4v10l-6-4z"/>'),
  videoOff: icon(
    '<rect x="2" y="6" width="14" height="12" rx="2"/><path d="M16 11l6-4v10l-6-4zM2 2l20 20"/>',
  ),
  hand: icon(
    '<path d="M7 12V6a1.5 1.5 0 0 1 3 0v5V4a1.5 1.5 0 0 1 3 0v7V5.500a1.500 1.500 0 0 1 3 0V14l1.500-2a1.500 1.500 0 0 1 2.500 1.700L16 20a5 5 0 0 1-4 2c-3 0-5-2-5-5z"/>',
  ),
  send: icon('<path d="M3 12L21 4l-6 17-4-7z"/>'),
  people: icon(
    '<circle cx="9" cy="8" r="4"/><path d="M2 21a7 7 0 0 1 14 0M16 4a4 4 0 0 1 0 8M18 14a7 7 0 0 1 4 7"/>',
  ),
} as const

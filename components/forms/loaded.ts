/** With what a form was filled goes beside what is typed, so that the save can tell what this person changed. */
const PREFIX = "loaded."

export function addLoaded(data: FormData, loaded: FormData) {
  for (const [name, value] of loaded) data.append(PREFIX + name, value)
}

/** null: not sent, or by a page that is older than this server. */
export function loadedIn(data: FormData): FormData | null {
  const loaded = new FormData()
  for (const [name, value] of data)
    if (name.startsWith(PREFIX)) loaded.append(name.slice(PREFIX.length), value)
  return [...loaded].length > 0 ? loaded : null
}

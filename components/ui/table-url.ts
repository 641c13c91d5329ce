import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { useCallback } from "react"

type Params = { get(name: string): string | null }

/** `?q=…&sort=-start&page=2`, each name after the table's prefix. */
export function readTableUrl(params: Params, prefix: string) {
  const sort = params.get(`${prefix}sort`)
  const page = Number(params.get(`${prefix}page`))
  return {
    query: params.get(`${prefix}q`) ?? "",
    sort: sort ? { id: sort.replace(/^-/, ""), desc: sort.startsWith("-") } : null,
    page: Number.isInteger(page) && page > 0 ? page : 1,
  }
}

/** Changes some of the address's parameters; an empty value takes one away. */
export function useTableUrl(prefix: string, asksServer: boolean) {
  const params = useSearchParams()
  const pathname = usePathname()
  const router = useRouter()
  const write = useCallback(
    (changes: Record<string, string>) => {
      const next = new URLSearchParams(params)
      for (const [name, value] of Object.entries(changes)) {
        if (value === "") next.delete(prefix + name)
        else next.set(prefix + name, value)
      }
      const query = next.toString()
      const url = query === "" ? pathname : `${pathname}?${query}`
      if (asksServer) router.replace(url, { scroll: false })
      else window.history.replaceState(null, "", url)
    },
    [params, pathname, router, prefix, asksServer],
  )
  return { params, write }
}

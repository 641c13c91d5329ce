"use client"

import { Search } from "lucide-react"
import { useEffect, useId, useRef, useState } from "react"
import { Input } from "./input.tsx"

type SearchBoxProps = { label: string; value: string; onSearch: (query: string) => void }

const TYPING_PAUSE_MS = 250

export function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const id = useId()
  const [text, setText] = useState(value)
  const search = useRef(onSearch)
  useEffect(() => {
    search.current = onSearch
  }, [onSearch])
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => search.current(text.trim()), TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, value])
  return (
    <search className="w-full max-w-xs">
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <span className="relative block">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        />
        <Input
          id={id}
          type="search"
          autoComplete="off"
          placeholder={label}
          value={text}
          className="pl-9"
          onChange={(event) => setText(event.target.value)}
        />
      </span>
    </search>
  )
}

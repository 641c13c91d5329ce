import { NothingHere } from "#components/frame/nothing-here.tsx"

export default function SiteNotFound() {
  return <NothingHere />
}

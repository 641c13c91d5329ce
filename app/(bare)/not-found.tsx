import { NothingHere } from "#components/frame/nothing-here.tsx"

export default function BareNotFound() {
  return (
    <main id="content" className="page py-8">
      <NothingHere />
    </main>
  )
}

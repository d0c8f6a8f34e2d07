import { Nothing } from '@/components/live/noun-page'

export default function NotFound() {
  return (
    <main className="mx-auto max-w-3xl px-4 py-10">
      <Nothing />
    </main>
  )
}

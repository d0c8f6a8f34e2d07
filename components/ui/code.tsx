import { CopyButton } from './copy-button'

/** What is typed or sent, to be copied whole. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <section
      aria-label={label}
      className="flex items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-3"
    >
      <pre className="min-w-0 flex-1 py-1 font-mono text-xs leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {text}
      </pre>
      <CopyButton text={text} />
    </section>
  )
}

/** An identifier that machines read: monospaced, breaks anywhere, with a copy button. */
export function Identifier({ text, label }: { text: string; label: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="min-w-0 font-mono text-xs [overflow-wrap:anywhere]">{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  )
}

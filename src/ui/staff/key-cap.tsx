/** A key drawn beside the word of what it does; the word is the control's name. */
export function KeyCap({ name }: { name: string }) {
  return (
    <span className="kbd" aria-hidden="true">
      {name}
    </span>
  )
}

const ADDRESS = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'’»])/

/** What somebody wrote, as text; addresses in it can be followed. */
export function ChatText({ text }: { text: string }) {
  return (
    // Clipped, so that heaps of combining marks stay in their own message.
    <p dir="auto" className="wrap-anywhere overflow-clip whitespace-pre-wrap [overflow-clip-margin:0.25rem]">
      {piecesOf(text).map(({ at, piece, isAddress }) =>
        isAddress ? (
          <a
            key={at}
            href={piece}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="text-accent underline"
          >
            {piece}
          </a>
        ) : (
          piece
        ),
      )}
    </p>
  )
}

/** With one group in the pattern, every second piece is an address. */
function piecesOf(text: string) {
  let at = 0
  return text.split(ADDRESS).map((piece, index) => {
    const found = { at, piece, isAddress: index % 2 === 1 }
    at += piece.length
    return found
  })
}

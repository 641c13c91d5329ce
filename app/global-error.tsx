"use client"

import "./globals.css"

type GlobalErrorProps = { error: Error & { digest?: string } }

/** The layout itself fell over, so no translations can be loaded: both languages, and nothing that needs a script. */
export default function GlobalError({ error }: GlobalErrorProps) {
  return (
    <html lang="en">
      <head>
        <title>Amphi</title>
      </head>
      <body>
        <main className="page flex max-w-text flex-col items-start gap-5 py-16">
          <h1 className="font-semibold text-3xl">Amphi can’t show its pages right now</h1>
          <p>Try again in a moment. If it lasts, tell the administrator. {error.digest}</p>
          <p lang="fr">
            Amphi ne peut pas afficher ses pages pour l’instant. Réessayez dans un moment ; si cela dure,
            prévenez l’administrateur.
          </p>
          <form>
            <button type="submit" className="min-h-10 rounded-md bg-accent px-4 font-medium text-on-accent">
              Try again · <span lang="fr">Réessayer</span>
            </button>
          </form>
        </main>
      </body>
    </html>
  )
}

import { expect, test } from "vitest"
import { hasLink } from "./links.ts"

test.each([
  "https://example.org",
  "voir http://exemple.fr/page.",
  "(HTTPS://EXAMPLE.ORG)",
  "www.exemple.fr",
  "allez sur exemple.fr",
  "Example.com!",
  "sous.domaine.univ.fr",
  "bit.ly/2abc",
  "inconnu.zone/x",
  "host.local:8080/x",
  "http://192.0.2.1",
  "192.0.2.1/admin",
  "192.0.2.1:8080",
  "exa\u200bmple.com",
  "ｅｘａｍｐｌｅ．ｃｏｍ",
  "javascript:alert(1)",
  "mailto:a@b.fr",
  "müller.eu",
])("%j leads elsewhere", (text) => expect(hasLink(text)).toBe(true))

test.each([
  "",
  "Bonjour.Merci de votre exposé",
  "C’est la fin.de la première partie",
  "la version 1.2.3.4 du logiciel",
  "3.14/2",
  "et/ou",
  "ada@univ.fr",
  "p. ex. ceci, etc.",
  "a.b",
  "le fichier notes.txt",
  "12:30",
  "ça http non",
  "www",
  "e.g. this...",
])("%j doesn't", (text) => expect(hasLink(text)).toBe(false))

test("a long text takes no time", () => {
  const started = performance.now()
  for (const piece of ["a.", "a", "-", "1.", "www.", "a@", "a-b."])
    hasLink(piece.repeat(1_000 / piece.length))
  expect(performance.now() - started).toBeLessThan(1_000)
})

import "next-auth"

declare module "next-auth" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
  interface Session {
    user: { id: string }
  }
}

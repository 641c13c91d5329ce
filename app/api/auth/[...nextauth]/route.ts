import NextAuth from "next-auth"
import { authOptions } from "#server/auth.ts"

type RouteContext = { params: Promise<{ nextauth: string[] }> }

async function handle(request: Request, context: RouteContext) {
  return NextAuth(await authOptions())(request, context)
}

export { handle as GET, handle as POST }

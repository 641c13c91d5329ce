// Demo accounts and gateways; running it again adds only what is missing.
import { z } from "zod"
import { STREAM_NAME_PATTERN } from "#server/domain/gateway.ts"
import { type Db, write } from "./client.ts"
import { insertBroadcaster, insertGateway, listGatewayRecords, updateGateway } from "./queries/gateways.ts"
import { findUserByEmail, insertUser } from "./queries/users.ts"

export const Seed = z.object({
  users: z.array(
    z.object({
      email: z.email(),
      name: z.string(),
      password: z.string(),
      isAdmin: z.boolean().default(false),
      affiliations: z.array(z.string()).default([]),
    }),
  ),
  gateways: z.array(
    z.object({
      name: z.string(),
      dialect: z.enum(["classic", "gateway"]),
      url: z.url(),
      token: z.string(),
      gatewayRef: z.string().nullable(),
      streamName: z.string().regex(STREAM_NAME_PATTERN),
    }),
  ),
})
export type Seed = z.infer<typeof Seed>

/** What the seed can't do by itself: ids and secrets come from the server. */
export type SeedTools = {
  newId: () => string
  randomKey: (length: number) => string
  hashPassword: (password: string) => Promise<string>
  seal: (plain: string) => string
}

const STREAM_KEY_LENGTH = 32

export async function seedDatabase(db: Db, seed: Seed, tools: SeedTools) {
  const createdAt = new Date()
  for (const { password, ...user } of seed.users) {
    if (await findUserByEmail(db, user.email)) continue
    const passwordHash = await tools.hashPassword(password)
    await write(db, (tx) => insertUser(tx, { ...user, id: tools.newId(), passwordHash, createdAt }))
  }
  for (const gateway of seed.gateways) await seedGateway(db, gateway, tools, createdAt)
}

async function seedGateway(db: Db, gateway: Seed["gateways"][number], tools: SeedTools, createdAt: Date) {
  const place = {
    dialect: gateway.dialect,
    sipmediagwUrl: gateway.url,
    gatewayRef: gateway.gatewayRef,
    tokenSealed: tools.seal(gateway.token),
  }
  const known = (await listGatewayRecords(db)).find((record) => record.gateway.name === gateway.name)
  if (known) return write(db, (tx) => updateGateway(tx, known.gateway.id, place))
  const broadcasterId = tools.newId()
  await write(db, async (tx) => {
    await insertBroadcaster(tx, {
      id: broadcasterId,
      name: gateway.name,
      streamName: gateway.streamName,
      createdAt,
    })
    await insertGateway(tx, {
      ...place,
      id: tools.newId(),
      name: gateway.name,
      broadcasterId,
      streamKeySealed: tools.seal(tools.randomKey(STREAM_KEY_LENGTH)),
      createdAt,
    })
  })
}

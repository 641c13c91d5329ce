/** Who listens to what: subscriptions, presence members, and the last event of cache channels. */
import type { Connection, Connections } from "./connections.ts"
import type { RealtimeLimits } from "./limits.ts"
import { encodeClientEvent, encodeFrame, isCacheChannel, type PresenceMember } from "./pusher-protocol.ts"
import { textFrame } from "./text-frame.ts"

type Member = { info: unknown; connections: number }

export type ChannelSummary = { name: string; subscriptionCount: number; userIds: string[] }

type Channel = {
  name: string
  subscribers: Set<Connection>
  members: Map<string, Member>
  lastEvent: { frame: Buffer; expiresAt: number } | null
}

export type Channels = ReturnType<typeof createChannels>

export function createChannels(limits: RealtimeLimits, { send, write }: Pick<Connections, "send" | "write">) {
  const channels = new Map<string, Channel>()
  let deliveries = 0

  function subscribe(connection: Connection, name: string, member: PresenceMember | null) {
    const channel = openChannel(name)
    channel.subscribers.add(connection)
    connection.channels.add(name)
    if (member) addMember(channel, connection, member)
    const data = member ? { presence: presenceOf(channel) } : {}
    send(connection, encodeFrame({ event: "pusher_internal:subscription_succeeded", channel: name, data }))
    if (isCacheChannel(name)) send(connection, lastFrameOf(channel))
  }

  function unsubscribe(connection: Connection, name: string) {
    const channel = channels.get(name)
    if (!channel?.subscribers.delete(connection)) return
    connection.channels.delete(name)
    removeMember(channel, connection)
    forgetIfUnused(channel)
  }

  function leaveAll(connection: Connection) {
    for (const name of [...connection.channels]) unsubscribe(connection, name)
  }

  function publish(event: { channel: string; name: string; data: string; exceptSocketId?: string }) {
    const isCached = isCacheChannel(event.channel)
    const channel = isCached ? openChannel(event.channel) : channels.get(event.channel)
    if (!channel) return
    const frame = encodeFrame({ event: event.name, channel: event.channel, data: event.data })
    if (isCached) channel.lastEvent = { frame, expiresAt: Date.now() + limits.cacheTtlMs }
    broadcast(channel, frame, event.exceptSocketId)
  }

  function relayClientEvent(from: Connection, name: string, event: string, data: unknown) {
    const channel = channels.get(name)
    if (channel) broadcast(channel, encodeClientEvent(event, name, data, from.memberIds.get(name)), from.id)
  }

  function hasRoomFor(name: string, userId: string) {
    const members = channels.get(name)?.members
    return !members || members.has(userId) || members.size < limits.presenceMembersMax
  }

  function find(name: string) {
    const channel = channels.get(name)
    return channel && channel.subscribers.size > 0 ? summaryOf(channel) : null
  }

  function listOccupied(prefix: string) {
    return [...channels.values()]
      .filter((channel) => channel.subscribers.size > 0 && channel.name.startsWith(prefix))
      .map(summaryOf)
  }

  function forgetExpired(now: number) {
    for (const channel of channels.values()) {
      if (!channel.lastEvent || channel.lastEvent.expiresAt > now) continue
      channel.lastEvent = null
      forgetIfUnused(channel)
    }
  }

  function openChannel(name: string): Channel {
    const known = channels.get(name)
    if (known) return known
    const channel: Channel = { name, subscribers: new Set(), members: new Map(), lastEvent: null }
    channels.set(name, channel)
    return channel
  }

  function addMember(channel: Channel, connection: Connection, { user_id, user_info }: PresenceMember) {
    connection.memberIds.set(channel.name, user_id)
    const known = channel.members.get(user_id)
    if (known) {
      known.connections += 1
      return
    }
    const info = user_info ?? {}
    channel.members.set(user_id, { info, connections: 1 })
    const data = { user_id, user_info: info }
    const frame = encodeFrame({ event: "pusher_internal:member_added", channel: channel.name, data })
    broadcast(channel, frame, connection.id)
  }

  function removeMember(channel: Channel, connection: Connection) {
    const userId = connection.memberIds.get(channel.name)
    const member = userId === undefined ? undefined : channel.members.get(userId)
    if (userId === undefined || !member) return
    connection.memberIds.delete(channel.name)
    member.connections -= 1
    if (member.connections > 0) return
    channel.members.delete(userId)
    const data = { user_id: userId }
    broadcast(channel, encodeFrame({ event: "pusher_internal:member_removed", channel: channel.name, data }))
  }

  function broadcast(channel: Channel, message: Buffer, exceptSocketId?: string) {
    const frame = textFrame(message)
    for (const connection of channel.subscribers)
      if (connection.id !== exceptSocketId && write(connection, frame)) deliveries += 1
  }

  function forgetIfUnused(channel: Channel) {
    if (channel.subscribers.size === 0 && !channel.lastEvent) channels.delete(channel.name)
  }

  return {
    subscribe,
    unsubscribe,
    leaveAll,
    publish,
    relayClientEvent,
    hasRoomFor,
    find,
    listOccupied,
    forgetExpired,
    stats: () => ({ channels: channels.size, deliveries }),
  }
}

function summaryOf({ name, subscribers, members }: Channel): ChannelSummary {
  return { name, subscriptionCount: subscribers.size, userIds: [...members.keys()] }
}

function presenceOf({ members }: Channel) {
  const infos = [...members].map(([userId, { info }]): [string, unknown] => [userId, info])
  return { count: members.size, ids: [...members.keys()], hash: Object.fromEntries(infos) }
}

function lastFrameOf({ name, lastEvent }: Channel) {
  if (lastEvent && lastEvent.expiresAt > Date.now()) return lastEvent.frame
  return encodeFrame({ event: "pusher:cache_miss", channel: name, data: {} })
}

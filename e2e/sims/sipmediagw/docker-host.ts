// One gateway host: container names, compose projects, slots and their locks, with docker's own rules.
import { type Container, type ContainerSpec, type ContainerWorld, startContainer } from "./container.ts"
import { COMMON_MS } from "./versions.ts"

export type DockerHost = ReturnType<typeof createDockerHost>

export function createDockerHost(world: ContainerWorld, slotCount: number) {
  const { clock } = world
  const byName = new Map<string, Container>()
  const locks = new Set<number>()
  let era = 0

  function inProject(project: string) {
    return [...byName.values()].find((container) => container.spec.project === project) ?? null
  }

  /** The lowest free slot, locked; null when all are taken. */
  function takeSlot() {
    for (let slot = 0; slot < slotCount; slot++) {
      if (locks.has(slot)) continue
      locks.add(slot)
      return slot
    }
    return null
  }

  /** `docker wait` in the background keeps the lock until that container, whoever it belongs to, is gone. */
  async function releaseWhenExited(slot: number, container: Container) {
    await container.exited
    await clock.sleep(COMMON_MS.lockRelease)
    locks.delete(slot)
  }

  /** compose up -d --force-recreate: false when the name belongs to another project. */
  async function up(spec: ContainerSpec) {
    const before = era
    await clock.sleep(COMMON_MS.compose)
    const mine = inProject(spec.project)
    const named = byName.get(spec.name)
    if (named && named.spec.project !== spec.project) return false
    if (mine) await remove(mine)
    // The host was cleared meanwhile: nothing may start behind its back.
    if (before !== era) return false
    const container = startContainer(spec, world)
    byName.set(spec.name, container)
    // A slow Xvfb must not use up the check's time, least of all when that is shortened.
    await container.screened
    return true
  }

  async function remove(container: Container) {
    await container.stop()
    if (byName.get(container.spec.name) === container) byName.delete(container.spec.name)
  }

  return {
    inProject,
    named: (name: string) => byName.get(name) ?? null,
    isComposeName: (name: string) => /^[a-z0-9][a-z0-9_-]*$/.test(name),
    takeSlot,
    freeSlot(slot: number) {
      locks.delete(slot)
    },
    releaseWhenExited,
    up,
    remove,
    prune() {
      for (const [name, container] of byName) if (container.state() === "exited") byName.delete(name)
    },
    list: () => [...byName.values()],
    async killAll() {
      era++
      await Promise.all([...byName.values()].map((container) => container.kill()))
      byName.clear()
      locks.clear()
    },
  }
}

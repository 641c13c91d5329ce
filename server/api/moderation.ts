import { z } from "zod"
import {
  ChangeRules,
  MessageTarget,
  MuteAuthor,
  NameModerator,
  PersonTarget,
  PinAnnouncement,
} from "../domain/moderation.ts"
import { pinAnnouncement } from "../services/chat-announcement.ts"
import { deleteMessage, restoreMessage } from "../services/chat-moderation.ts"
import { addModerator, listChatModerators, removeModerator } from "../services/chat-moderators.ts"
import { lookUpAuthor } from "../services/chat-person.ts"
import { letThrough, listQueue, turnDown } from "../services/chat-review.ts"
import { banAuthor, liftSanction, listSanctioned, muteAuthor } from "../services/chat-sanctions.ts"
import { changeRules, getBlockedWords } from "../services/chat-settings.ts"
import { procedure, router } from "./trpc.ts"

const id = z.string().min(1).max(64)
const OfEvent = z.object({ eventId: id })
const Held = OfEvent.extend({ messageId: id })

export const moderation = router({
  delete: procedure
    .input(MessageTarget)
    .mutation(({ ctx, input }) => deleteMessage(ctx.deps, ctx.actor, input)),
  restore: procedure
    .input(MessageTarget)
    .mutation(({ ctx, input }) => restoreMessage(ctx.deps, ctx.actor, input)),
  mute: procedure.input(MuteAuthor).mutation(({ ctx, input }) => muteAuthor(ctx.deps, ctx.actor, input)),
  ban: procedure.input(PersonTarget).mutation(({ ctx, input }) => banAuthor(ctx.deps, ctx.actor, input)),
  lift: procedure.input(PersonTarget).mutation(({ ctx, input }) => liftSanction(ctx.deps, ctx.actor, input)),
  /** Not a query: that somebody looked is recorded. */
  lookUp: procedure
    .input(PersonTarget)
    .mutation(({ ctx, input }) => lookUpAuthor(ctx.deps, ctx.actor, input)),
  sanctioned: procedure.input(OfEvent).query(({ ctx, input }) => listSanctioned(ctx.deps, ctx.actor, input)),
  queue: procedure.input(OfEvent).query(({ ctx, input }) => listQueue(ctx.deps, ctx.actor, input)),
  letThrough: procedure.input(Held).mutation(({ ctx, input }) => letThrough(ctx.deps, ctx.actor, input)),
  turnDown: procedure.input(Held).mutation(({ ctx, input }) => turnDown(ctx.deps, ctx.actor, input)),
  rules: procedure.input(ChangeRules).mutation(({ ctx, input }) => changeRules(ctx.deps, ctx.actor, input)),
  pin: procedure
    .input(PinAnnouncement)
    .mutation(({ ctx, input }) => pinAnnouncement(ctx.deps, ctx.actor, input)),
  blockedWords: procedure
    .input(OfEvent)
    .query(({ ctx, input }) => getBlockedWords(ctx.deps, ctx.actor, input)),
  moderators: procedure
    .input(OfEvent)
    .query(({ ctx, input }) => listChatModerators(ctx.deps, ctx.actor, input)),
  addModerator: procedure
    .input(NameModerator)
    .mutation(({ ctx, input }) => addModerator(ctx.deps, ctx.actor, input)),
  removeModerator: procedure
    .input(NameModerator)
    .mutation(({ ctx, input }) => removeModerator(ctx.deps, ctx.actor, input)),
})

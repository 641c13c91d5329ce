import { connect } from "./connection.ts"
import { button, find } from "./dom.ts"
import { ICONS } from "./icons.ts"
import { openAudioModal, openMeetingEnded, openSessionDetails, openWebcamModal, showLobby } from "./modals.ts"
import { drawCameras, showCameras, showChat, showSlide, showUsers, toast } from "./panels.ts"
import type { PageSettings, PageState, ServerMessage } from "./protocol.ts"
import { drawStrip } from "./strip.ts"

const settings: PageSettings = JSON.parse(find("#settings", HTMLScriptElement).textContent ?? "{}")
let state: PageState | null = null
let audio = { joined: false, listenOnly: false, muted: false }

const connection = connect(receive)
applyUserdata()
wireControls()
startDrawing()

/** A join setting of the link; BigBlueButton reads "true" and "false". */
function option(name: string, fallback: boolean) {
  const value = settings.userdata[`bbb_${name}`]
  return value === undefined ? fallback : value === "true"
}

function applyUserdata() {
  const hideNav = option("hide_nav_bar", false)
  const hideActions = option("hide_actions_bar", false)
  find("#meeting-name", HTMLHeadingElement).textContent = settings.meetingName
  find("#navbar", HTMLElement).hidden = hideNav
  find("#actions", HTMLElement).hidden = hideActions
  const users = option("show_participants_on_login", true)
  const chat = users && option("show_public_chat_on_login", true)
  setPanels(users, chat)
  document.body.classList.toggle("clean", hideNav && hideActions && !users)
  document.body.dataset.layout = settings.userdata.bbb_default_layout ?? ""
}

function setPanels(users: boolean, chat: boolean) {
  find("#users", HTMLElement).hidden = !users
  find("#chat", HTMLElement).hidden = !chat
  find("#chat-toggle-button", HTMLButtonElement).setAttribute("aria-expanded", String(chat))
}

function receive(message: ServerMessage) {
  if (message.type === "ended") return openMeetingEnded(settings.logoutUrl)
  const before = state
  state = message
  showLobby(message.waiting)
  if (message.waiting) return
  if (!before || before.waiting) enter(message)
  else announce(before, message)
  showUsers(message)
  showChat(message)
  showSlide(message, option("hide_controls", false))
  showCameras(message)
  showActions(message)
  find("#recording", HTMLSpanElement).hidden = !message.recording
  find('[data-test="endMeetingButton"]', HTMLButtonElement).hidden = message.me.role !== "MODERATOR"
}

function announce(before: PageState, now: PageState) {
  if (option("hide_notifications", false)) return
  const known = new Set(before.users.map((user) => user.id))
  for (const user of now.users) if (!known.has(user.id)) toast(`${user.name} joined the meeting`)
}

function enter(message: PageState) {
  audio.muted = message.me.muted
  const listenOnly = option("force_listen_only", false) && message.me.role !== "MODERATOR"
  const withoutCheck = option("auto_join_audio", false) && option("skip_check_audio", false)
  if (withoutCheck || (option("auto_join_audio", false) && listenOnly))
    return joinAudio({ microphone: !listenOnly })
  if (option("auto_join_audio", true)) openAudioModal(joinAudio)
}

function joinAudio({ microphone }: { microphone: boolean }) {
  audio = { joined: true, listenOnly: !microphone, muted: audio.muted }
  sendAudio()
  if (settings.modern && option("show_session_details_on_join", true))
    openSessionDetails(settings.meetingName, state?.welcome ?? "")
}

function sendAudio() {
  connection.send({
    type: "voice",
    joined: audio.joined,
    listenOnly: audio.listenOnly,
    muted: audio.muted,
  })
}

function showActions({ me }: PageState) {
  const talk = find("#audio-button", HTMLButtonElement)
  const speaking = me.voice && !me.muted
  talk.classList.toggle("on", speaking || me.listening)
  const label = me.listening ? "Leave audio" : me.voice ? (me.muted ? "Unmute" : "Mute") : "Join audio"
  const look = me.listening
    ? ICONS.headphones
    : me.voice
      ? me.muted
        ? ICONS.muted
        : ICONS.microphone
      : ICONS.phone
  setButton(talk, label, look, me.voice ? "muteToggle" : "joinAudio")
  const camera = find("#camera-button", HTMLButtonElement)
  camera.classList.toggle("on", me.video)
  const picture = me.video
    ? `<i class="icon-bbb-video">${ICONS.video}</i>`
    : `<i class="icon-bbb-video_off">${ICONS.videoOff}</i>`
  setButton(
    camera,
    me.video ? "Stop sharing webcam" : "Share webcam",
    picture,
    me.video ? "leaveVideo" : "joinVideo",
  )
  find("#hand-button", HTMLButtonElement).classList.toggle("on", me.hand)
}

function setButton(element: HTMLButtonElement, label: string, look: string, test: string) {
  if (element.dataset.test === test && element.getAttribute("aria-label") === label) return
  element.setAttribute("aria-label", label)
  element.dataset.test = test
  element.innerHTML = look
}

function wireControls() {
  button("#chat-toggle-button", () => setPanels(true, Boolean(find("#chat", HTMLElement).hidden)))
  // Shortcuts the gateway's automation knows from BigBlueButton.
  find("#users-toggle", HTMLButtonElement).accessKey = "U"
  find("#audio-button", HTMLButtonElement).accessKey = "M"
  find("#hand-button", HTMLButtonElement).accessKey = "R"
  button("#users-toggle", () => {
    const show = Boolean(find("#users", HTMLElement).hidden)
    setPanels(show, show)
  })
  button('[data-test="sendMessageButton"]', sendChat)
  find("#message-input", HTMLTextAreaElement).addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return
    event.preventDefault()
    sendChat()
  })
  button("#previous-slide", () => connection.send({ type: "turn", step: -1 }))
  button("#next-slide", () => connection.send({ type: "turn", step: 1 }))
  button("#auto-slide", () => connection.send({ type: "auto", on: !state?.slide.auto }))
  const choice = find("#presentation-choice", HTMLSelectElement)
  choice.addEventListener("change", () => connection.send({ type: "present", index: Number(choice.value) }))
  button("#audio-button", pressAudio)
  button("#camera-button", pressCamera)
  button("#hand-button", () => connection.send({ type: "hand", up: !state?.me.hand }))
  button("#admit", () => connection.send({ type: "admit" }))
  const menu = find("#leave-menu", HTMLDivElement)
  button('[data-test="leaveMeetingDropdown"]', () => {
    menu.hidden = !menu.hidden
  })
  button('[data-test="directLogoutButton"]', () => {
    connection.close()
    location.assign(settings.logoutUrl)
  })
  button('[data-test="endMeetingButton"]', () => connection.send({ type: "end" }))
}

function sendChat() {
  const input = find("#message-input", HTMLTextAreaElement)
  if (input.value.trim() === "") return
  connection.send({ type: "chat", text: input.value })
  input.value = ""
}

function pressAudio() {
  if (!audio.joined) return openAudioModal(joinAudio)
  if (audio.listenOnly) audio = { ...audio, joined: false, listenOnly: false }
  else audio = { ...audio, muted: !audio.muted }
  sendAudio()
}

function pressCamera() {
  if (state?.me.video) connection.send({ type: "video", on: false })
  else openWebcamModal(() => connection.send({ type: "video", on: true }))
}

function startDrawing() {
  const strip = find("#strip", HTMLCanvasElement).getContext("2d")
  const frame = () => {
    const now = new Date()
    if (strip) drawStrip(strip, now)
    drawCameras(now.getTime())
    requestAnimationFrame(frame)
  }
  frame()
}

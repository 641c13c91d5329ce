// Drawing the state: users, chat, slide, cameras, notices.

import { find, make } from "./dom.ts"
import type { PageMessage, PageState, PageUser } from "./protocol.ts"
import { drawSpeaker, hueOf } from "./speaker.ts"

const TOAST_MS = 4000
const TOASTS = 3
const CAMERAS = 4

export function showUsers({ users, userCount, me, waitingNames }: PageState) {
  find("#user-count", HTMLSpanElement).textContent = String(userCount)
  find("#user-list", HTMLUListElement).replaceChildren(
    ...users.map((user) => userRow(user, user.id === me.id)),
  )
  const waiting = find("#waiting", HTMLDivElement)
  waiting.hidden = me.role !== "MODERATOR" || waitingNames.length === 0
  find("#waiting-names", HTMLParagraphElement).textContent = waitingNames.join(", ")
}

function userRow(user: PageUser, isMe: boolean) {
  const row = make("li", user.role === "MODERATOR" ? "moderator" : "")
  row.dataset.test = isMe ? "userListItemCurrent" : "userListItem"
  const avatar = make("span", "avatar", initials(user.name))
  avatar.style.background = `hsl(${hueOf(user.name)} 55% 38%)`
  const name = make("span", "name", isMe ? `${user.name} (You)` : user.name)
  name.append(make("small", "", roleText(user)))
  row.append(avatar, name)
  return row
}

function roleText(user: PageUser) {
  const parts = [user.presenter ? "Presenter" : user.role === "MODERATOR" ? "Moderator" : "Viewer"]
  if (user.hand) parts.push("hand raised")
  else if (user.voice) parts.push(user.muted ? "muted" : "speaking")
  else if (user.listening) parts.push("listening")
  return parts.join(" · ")
}

function initials(name: string) {
  const words = name.split(/\s+/).filter((word) => word !== "" && !word.endsWith("."))
  return words
    .slice(0, 2)
    .map((word) => Array.from(word)[0]?.toUpperCase())
    .join("")
}

export function showChat(state: PageState) {
  const box = find("#chat-messages", HTMLDivElement)
  const welcome: PageMessage[] = state.welcome
    ? [{ id: "welcome", name: "Welcome", text: state.welcome, time: 0, mine: false, api: false }]
    : []
  const lines = [...welcome, ...state.chat]
  const known = new Set(Array.from(box.children, (child) => child.id))
  const fresh = lines.filter((line) => !known.has(`message-${line.id}`))
  box.append(...fresh.map(messageRow))
  if (fresh.length > 0) box.scrollTop = box.scrollHeight
  find("#chat-form", HTMLFormElement).hidden = state.chatDisabled
}

function messageRow(line: PageMessage) {
  const kind = line.id === "welcome" ? "welcome" : line.api ? "api" : line.mine ? "mine" : ""
  const row = make("div", `message ${kind}`)
  row.id = `message-${line.id}`
  row.dataset.test = "chatMessage"
  const head = make("header", "")
  const name = make("span", "", line.name)
  name.dataset.test = "chatUserName"
  head.append(name)
  if (line.time > 0) {
    const time = new Date(line.time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
    head.append(make("time", "", time))
  }
  const text = make("p", "", line.text)
  text.dataset.test = "chatUserMessageText"
  row.append(head, text)
  return row
}

export function showSlide({ slide, me, presentations, presentation }: PageState, controlsHidden: boolean) {
  const image = find("#slide", HTMLImageElement)
  if (image.getAttribute("src") !== slide.url) image.src = slide.url
  image.alt = slide.title
  const mayTurn = me.presenter || me.role === "MODERATOR"
  find("#slide-controls", HTMLDivElement).hidden = !mayTurn || controlsHidden
  find("#slide-number", HTMLSpanElement).textContent = `${slide.index + 1} / ${slide.total}`
  find("#auto-slide", HTMLButtonElement).setAttribute("aria-pressed", String(slide.auto))
  const choice = find("#presentation-choice", HTMLSelectElement)
  choice.hidden = presentations.length < 2
  if (choice.options.length !== presentations.length)
    choice.replaceChildren(...presentations.map((name, index) => new Option(name, String(index))))
  choice.value = String(presentation)
}

/** The one who presents has a picture; so has everybody who shares a camera. */
export function showCameras({ users }: PageState) {
  const presenter = users.find((user) => user.presenter)
  const shared = users.filter((user) => user.video && user !== presenter)
  const names = [presenter?.name ?? "Speaker", ...shared.map((user) => user.name)].slice(0, CAMERAS)
  const box = find("#cameras", HTMLDivElement)
  if (Array.from(box.children, (tile) => tile.getAttribute("aria-label")).join("\n") === names.join("\n"))
    return
  box.replaceChildren(...names.map(cameraTile))
}

function cameraTile(name: string) {
  const tile = make("div", "camera")
  tile.setAttribute("aria-label", name)
  tile.dataset.test = "webcamItem"
  const canvas = document.createElement("canvas")
  canvas.width = 320
  canvas.height = 240
  tile.append(canvas, make("span", "", name))
  return tile
}

export function drawCameras(timeMs: number) {
  for (const tile of document.querySelectorAll(".camera")) {
    const context = find("canvas", HTMLCanvasElement, tile).getContext("2d")
    if (context) drawSpeaker(context, tile.getAttribute("aria-label") ?? "", timeMs)
  }
}

export function toast(text: string) {
  const note = make("div", "", text)
  const box = find("#toasts", HTMLDivElement)
  box.append(note)
  while (box.children.length > TOASTS) box.firstElementChild?.remove()
  setTimeout(() => note.remove(), TOAST_MS)
}

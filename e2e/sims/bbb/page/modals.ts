// Dialogs with the hooks BigBlueButton's client has; like there, a closed one is not in the document.

import { button, find } from "./dom.ts"
import { ICONS } from "./icons.ts"

export type AudioChoice = { microphone: boolean }

export function openAudioModal(joined: (choice: AudioChoice) => void) {
  const modal = open(
    "audioModal",
    `<h1>How would you like to join the audio?</h1>
<div class="choices">
<button type="button" aria-label="Microphone" data-test="microphoneBtn" aria-pressed="true">${ICONS.microphone}Microphone</button>
<button type="button" aria-label="Listen only" data-test="listenOnlyBtn" aria-pressed="false">${ICONS.headphones}Listen only</button>
</div>
<label>Microphone<select aria-label="Change microphone device"><option value="default">Default</option></select></label>
<button type="button" class="primary" aria-label="Join audio" data-test="joinEchoTestButton">Join audio</button>`,
  )
  const join = (microphone: boolean) => {
    modal.remove()
    joined({ microphone })
  }
  button('[data-test="microphoneBtn"]', () => modal.setAttribute("data-choice", "microphone"), modal)
  button('[data-test="listenOnlyBtn"]', () => join(false), modal)
  button('[data-test="joinEchoTestButton"]', () => join(true), modal)
}

export function openSessionDetails(meetingName: string, welcome: string) {
  const modal = open(
    "sessionDetailsModal",
    `<h1></h1><p></p><button type="button" class="primary" data-test="closeModal" aria-label="Close Session Details">Close</button>`,
  )
  find("h1", HTMLHeadingElement, modal).textContent = meetingName
  find("p", HTMLParagraphElement, modal).textContent = welcome || "Welcome to this meeting."
  button('[data-test="closeModal"]', () => modal.remove(), modal)
}

export function openWebcamModal(shared: () => void) {
  const modal = open(
    "webcamSettingsModal",
    `<h1>Webcam settings</h1>
<label>Quality<select id="setQuality"><option value="low">Low</option><option value="medium" selected>Medium</option><option value="high">High</option></select></label>
<button type="button" class="primary" data-test="startSharingWebcam">Start sharing</button>
<button type="button" class="quiet">Cancel</button>`,
  )
  button('[data-test="startSharingWebcam"]', () => finish(modal, shared), modal)
  button(".quiet", () => modal.remove(), modal)
}

export function openMeetingEnded(logoutUrl: string) {
  for (const modal of document.querySelectorAll(".modal")) modal.remove()
  const modal = open(
    "meetingEndedModal",
    `<h1>This session has ended</h1><p>You will be forwarded back to the home screen.</p>
<button type="button" class="primary" data-test="redirectButton">OK</button>`,
  )
  button('[data-test="redirectButton"]', () => location.assign(logoutUrl), modal)
}

export function showLobby(waiting: boolean) {
  const present = document.querySelector('[data-test="guestLobby"]')
  if (!waiting) present?.remove()
  else if (!present)
    open(
      "guestLobby",
      "<h1>Guest lobby</h1><p>Please wait for a moderator to approve you joining the meeting.</p>",
    )
}

function open(name: string, content: string) {
  const modal = document.createElement("div")
  modal.className = "modal"
  modal.dataset.test = name
  modal.setAttribute("role", "dialog")
  modal.setAttribute("aria-modal", "true")
  modal.innerHTML = `<div>${content}</div>`
  find("#modals", HTMLDivElement).append(modal)
  return modal
}

function finish(modal: Element, then: () => void) {
  modal.remove()
  then()
}

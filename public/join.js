// Drives the forms of /join/<key>. A plain file, not React: gateways' browser automation acts as soon as the document
// is parsed, and must find the handlers there. See components/join/streaming-join.tsx for the contract.
// Handlers sit on the document and only attributes change, so that React's later hydration loses nothing.
;(() => {
  const NAVIGATE_AFTER_MS = 700
  const READY_POLL_MS = 5000
  const GATEWAY_RETRY_MS = 1000
  const GATEWAY_TRIES_MAX = 8
  let isBusy = false
  let waitingForm = null

  const findForm = () => document.querySelector("form[data-join]")
  const isGateway = (form) => form.dataset.join === "streaming_user"

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("#okcookie") : null
    if (button) button.parentElement.hidden = true
  })

  document.addEventListener("submit", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form[data-join]") : null
    if (!form) return
    event.preventDefault()
    enter(form, 1)
  })

  async function enter(form, tries) {
    if (isBusy) return
    const name = nameIn(form)
    if (!name) return refuse(form, "invalid")
    isBusy = true
    show(form, "entering")
    const answer = await ask(form.dataset.key, name)
    if (answer.url) return setTimeout(() => location.assign(answer.url), NAVIGATE_AFTER_MS)
    isBusy = false
    if (isGateway(form) && tries < GATEWAY_TRIES_MAX) {
      setTimeout(() => enter(form, tries + 1), GATEWAY_RETRY_MS)
    } else if (answer.error === "conflict") {
      waitingForm = form
      show(form, "waiting")
    } else refuse(form, answer.error)
  }

  async function ask(key, name) {
    try {
      const response = await fetch("/api/join", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ key, name }),
        signal: AbortSignal.timeout(15000),
      })
      const answer = await response.json()
      return answer && typeof answer.url === "string" ? { url: answer.url } : { error: answer.error || "other" }
    } catch {
      return { error: "network" }
    }
  }

  /** The first filled field: SIPMediaGW up to 1.6 writes into #id_name, later versions into #joinFormName. */
  function nameIn(form) {
    const values = Array.from(form.querySelectorAll("input[type=text]"), (input) => input.value.trim())
    return values.find(Boolean) || ""
  }

  function refuse(form, error) {
    show(form, form.querySelector(`[data-message="${error}"]`) ? error : "other")
    if (error === "invalid") form.querySelector("input[type=text]").focus()
  }

  function show(form, message) {
    for (const element of form.querySelectorAll("[data-message]")) {
      element.hidden = element.dataset.message !== message
    }
  }

  /** A speaker who came early: look whether the meeting is open, and go in once the name is given. */
  async function look() {
    const form = findForm()
    if (!form || isGateway(form)) return
    if (form.dataset.ready === "false" || waitingForm) {
      const isReady = await readReady(form.dataset.key)
      if (isReady && waitingForm) enter(waitingForm, 1)
      else if (isReady && !isBusy) {
        form.dataset.ready = "true"
        show(form, "opened")
      }
    }
    setTimeout(look, READY_POLL_MS)
  }

  async function readReady(key) {
    try {
      const response = await fetch(`/api/join?key=${encodeURIComponent(key)}`, { cache: "no-store" })
      return (await response.json()).ready === true
    } catch {
      return false
    }
  }

  setTimeout(look, READY_POLL_MS)
})()

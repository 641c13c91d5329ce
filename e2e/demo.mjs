// `npm run demo`: from a clean clone to the whole product, ready for a real stream. Node built-ins only: it runs before the packages are there.
// `--dev` serves the pages with Next's development server instead of a build.
import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs"
import { createConnection } from "node:net"
import { join } from "node:path"
import { prepareMachine, root } from "./prepare.mjs"

const dev = process.argv.includes("--dev")
const port = Number(process.env.AMPHI_PORT ?? 4000)
const dataDir = join(root, process.env.AMPHI_DATA ?? ".amphi/demo")
const places = {
  app: port,
  media: port + 1,
  rtmp: port + 2,
  bbb: port + 10,
  gateways: [port + 11, port + 12],
}
const READY_WITHIN_MS = 120_000
const STOP_WITHIN_MS = 30_000
const children = []
let stopping = null

main().catch(async (error) => {
  if (stopping) return
  console.error(`\n${error.message}`)
  await stop()
  process.exit(1)
})

async function main() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => leave())
  if (!Number.isInteger(port) || port < 1024 || port > 65_000)
    throw new Error("AMPHI_PORT must be a port number between 1024 and 65000.")
  await checkPorts()
  await prepareMachine({ build: !dev, say })
  mkdirSync(dataDir, { recursive: true })
  const secrets = readSecrets()
  const environment = environmentOf(secrets)
  const seed = demoSeed()
  const seedFile = join(dataDir, "seed.json")
  writeFileSync(seedFile, JSON.stringify(seed))
  say("preparing the database")
  await runOnce("seed", ["dist/server/cli.mjs", "seed", seedFile], environment)
  say("starting the BigBlueButton and SIPMediaGW stand-ins")
  const sims = start("stand-ins", ["--enable-source-maps", "dist/e2e/sims/main.mjs"], {
    ...process.env,
    SIMS: JSON.stringify(simSettings(secrets)),
  })
  await sims.said('"ready":true')
  say("starting Amphi")
  start("amphi", ["--enable-source-maps", "dist/server/main.mjs", ...(dev ? ["--dev"] : [])], environment)
  await answers(`http://127.0.0.1:${places.app}/api/health`)
  await answers(`http://127.0.0.1:${places.media}/health`)
  report(seed)
}

function say(text) {
  console.log(`· ${text}`)
}

async function checkPorts() {
  const all = [places.app, places.media, places.rtmp, places.bbb, ...places.gateways]
  for (const candidate of all) {
    if (await isTaken(candidate))
      throw new Error(
        `Port ${candidate} is taken by another program. Stop it, or choose other ports: AMPHI_PORT=${port + 100} npm run demo`,
      )
  }
}

function isTaken(candidate) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port: candidate })
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
}

/** Made once, so that a second start keeps sessions and sealed tokens. */
function readSecrets() {
  const file = join(dataDir, "secrets.json")
  if (!existsSync(file)) {
    const made = {
      app: randomBytes(32).toString("hex"),
      bbb: randomBytes(24).toString("hex"),
      token: randomBytes(12).toString("hex"),
    }
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 })
  }
  return JSON.parse(readFileSync(file, "utf8"))
}

function environmentOf(secrets) {
  return {
    MEETING_WEBINAR_FIELDS:
      "is_webinar,enable_chat,chat_in_picture,welcome_text,max_participants,guest_policy,lock_settings,record,slides",
    PUBLIC_URL: `http://localhost:${places.app}`,
    ...process.env,
    NODE_ENV: dev ? "development" : "production",
    ROLE: "all",
    PORT: String(places.app),
    SECRET: secrets.app,
    DATA_DIR: dataDir,
    BBB_API_URL: `http://localhost:${places.bbb}/bigbluebutton/api`,
    BBB_SECRET_KEY: secrets.bbb,
    MEDIA_PORT: String(places.media),
    RTMP_PORT: String(places.rtmp),
    RTMP_PUBLIC_URL: `rtmp://127.0.0.1:${places.rtmp}/live`,
    REALTIME_EMBEDDED: "true",
    NEXT_TELEMETRY_DISABLED: "1",
  }
}

function demoSeed() {
  const seed = JSON.parse(readFileSync(join(root, "db/demo-seed.json"), "utf8"))
  const gateways = seed.gateways.map((gateway, index) => ({
    ...gateway,
    url: `http://127.0.0.1:${places.gateways[index]}`,
  }))
  return { ...seed, gateways }
}

/** One stand-in of each SIPMediaGW dialect, as two universities would run them. */
function simSettings(secrets) {
  const [classic, launcher] = places.gateways
  const browsing = { scheme: "http", browser: process.env.AMPHI_GATEWAY_BROWSER ?? "real" }
  return {
    bbb: { port: places.bbb, secret: secrets.bbb, publicUrl: `http://localhost:${places.bbb}` },
    gateways: [
      { ...browsing, port: classic, version: "1.7.0", token: "1234", slots: 1, display: 90 },
      {
        ...browsing,
        port: launcher,
        version: "1.8.4",
        gwId: "slot2",
        webrtcDomain: `localhost:${places.app}/join`,
        display: 95,
      },
    ],
    programs: { chromium: "chromium", xvfb: "Xvfb", ffmpeg: "ffmpeg" },
    controlToken: process.env.AMPHI_SIM_TOKEN ?? secrets.token,
  }
}

function start(name, args, environment) {
  const logFile = join(dataDir, `${name}.log`)
  const log = openSync(logFile, "w")
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: environment,
    // A group of its own: Ctrl-C reaches us alone, and we end everything in order. The channel tells it when we are gone.
    detached: true,
    stdio: ["pipe", log, log, "ipc"],
  })
  closeSync(log)
  const entry = { name, child, logFile, gone: new Promise((resolve) => child.once("exit", resolve)) }
  children.push(entry)
  child.once("exit", (code) => {
    if (stopping) return
    console.error(`\n${name} stopped by itself (exit code ${code}). The end of ${logFile}:\n${tail(logFile)}`)
    leave(1)
  })
  return {
    said: (text) =>
      until(() => readFileSync(logFile, "utf8").includes(text), `${name} did not start; see ${logFile}`),
  }
}

function runOnce(name, args, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: environment,
      stdio: ["ignore", "ignore", "pipe"],
    })
    let complaint = ""
    child.stderr.on("data", (data) => {
      complaint += data
    })
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${name} failed:\n${complaint}`)),
    )
  })
}

function tail(file) {
  return readFileSync(file, "utf8").split("\n").slice(-20).join("\n")
}

function answers(url) {
  return until(
    async () => (await fetch(url).catch(() => null))?.ok ?? false,
    `${url} does not answer; see ${dataDir}/amphi.log`,
  )
}

async function until(condition, complaint) {
  const giveUpAt = Date.now() + READY_WITHIN_MS
  while (!(await condition())) {
    if (stopping) throw new Error("stopped")
    if (Date.now() > giveUpAt) throw new Error(complaint)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function report(seed) {
  const url = process.env.PUBLIC_URL ?? `http://localhost:${places.app}`
  const accounts = seed.users.map(({ email, password, isAdmin, affiliations }) => ({
    role: roleOf(email, isAdmin, affiliations),
    email,
    password,
  }))
  const facts = {
    url,
    accounts,
    bbb: `http://localhost:${places.bbb}/bigbluebutton/api`,
    gateways: seed.gateways.map((gateway) => gateway.url),
    rtmp: `rtmp://127.0.0.1:${places.rtmp}/live`,
    hls: `http://localhost:${places.media}/hls`,
  }
  const rows = [
    ["Amphi", url],
    ["BigBlueButton stand-in", facts.bbb],
    ...facts.gateways.map((gateway, index) => [`SIPMediaGW stand-in ${index + 1}`, gateway]),
    ["RTMP in", facts.rtmp],
    ["HLS out", facts.hls],
    ...accounts.map(({ role, email, password }) => [`Account: ${role}`, `${email}  ${password}`]),
    ["Logs", dataDir],
  ]
  const width = Math.max(...rows.map(([label]) => label.length))
  console.log(
    `\n${rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join("\n")}\n\n  Ctrl-C ends everything.\n`,
  )
  console.log(`ready: ${JSON.stringify(facts)}`)
}

function roleOf(email, isAdmin, affiliations) {
  if (isAdmin) return "admin"
  if (affiliations.includes("student")) return "listener"
  return email.startsWith("co") ? "co-presenter" : "presenter"
}

function leave(code = 0) {
  if (stopping) return
  if (code === 0) console.log("\nstopping …")
  void stop().then(() => process.exit(code))
}

/** Amphi first, so that it can still tell the gateways to stop, then the stand-ins with their browsers. */
function stop() {
  stopping ??= (async () => {
    for (const { child, gone } of [...children].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill("SIGTERM")
      const killer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), STOP_WITHIN_MS)
      await gone
      clearTimeout(killer)
    }
  })()
  return stopping
}

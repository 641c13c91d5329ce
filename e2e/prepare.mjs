// Gets a machine ready: npm packages, Debian packages, and a build that is as new as the sources. Node built-ins only.
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const NODE_MIN = [20, 19]
/** Program → the Debian package that brings it. */
const PROGRAMS = { chromium: "chromium", Xvfb: "xvfb", ffmpeg: "ffmpeg" }
const FONTS = { path: "/usr/share/fonts/truetype/liberation", package: "fonts-liberation" }
const SOURCES = ["app", "components", "db", "server", "public", "e2e/sims"]
const SOURCE_FILES = ["package.json", "package-lock.json", "next.config.ts", "tsconfig.json"]

/** `also`: what else is needed, each as the path it must be at and the Debian package that brings it. */
export async function prepareMachine({ build, say, also = [] }) {
  checkNode()
  await installPrograms([FONTS, ...also], say)
  await installPackages(say)
  if (build) await buildOnce(say)
  else await run("npm", ["run", "--silent", "build:server"])
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1]))
    throw new Error(`Node ${NODE_MIN.join(".")} or newer is needed; this is ${process.versions.node}.`)
}

async function installPrograms(files, say) {
  const missing = Object.entries(PROGRAMS).flatMap(([program, name]) => (isOnPath(program) ? [] : [name]))
  for (const { path, package: name } of files) if (!existsSync(path)) missing.push(name)
  if (missing.length === 0) return
  const install = `apt-get install -y --no-install-recommends ${missing.join(" ")}`
  if (!isOnPath("apt-get"))
    throw new Error(
      `These programs are missing: ${missing.join(", ")}. Install them with your system's package manager.`,
    )
  if (process.getuid?.() !== 0)
    throw new Error(
      `Debian packages are missing. Run this, then start again:\n\n  sudo apt-get update && sudo ${install}\n`,
    )
  say(`installing Debian packages: ${missing.join(", ")}`)
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  await run("apt-get", ["update", "-qq"], environment)
  await run("apt-get", install.split(" ").slice(1), environment)
}

function isOnPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

async function installPackages(say) {
  const stamp = join(root, "node_modules/.amphi-installed")
  const wanted = hashOf([join(root, "package-lock.json")])
  if (read(stamp) === wanted) return
  say("installing npm packages (about a minute)")
  await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"])
  writeFileSync(stamp, wanted)
}

async function buildOnce(say) {
  const stamp = join(root, "dist/.amphi-built")
  const wanted = hashOf([
    ...SOURCES.flatMap((folder) => filesIn(join(root, folder))),
    ...SOURCE_FILES.map((file) => join(root, file)),
  ])
  if (read(stamp) === wanted) return
  say("building (about a minute)")
  await run("npm", ["run", "--silent", "build"], {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  })
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes(".test."))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function hashOf(files) {
  const hash = createHash("sha256")
  for (const file of files)
    hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0")
  return hash.digest("hex")
}

function read(file) {
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, "utf8") : null
}

/** Quiet while it goes well; a failure shows everything it said. */
export function run(command, args, environment = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: ["ignore", "pipe", "pipe"] })
    let said = ""
    const keep = (data) => {
      said = (said + data).slice(-20_000)
    }
    child.stdout.on("data", keep)
    child.stderr.on("data", keep)
    child.once("error", reject)
    child.once("exit", (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`${command} ${args.join(" ")} failed (${signal ?? code}):\n${said}`))
    })
  })
}

// Debian's nginx-rtmp with its default HLS settings, fed with the picture of the demo's running gateway.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { userInfo } from "node:os"
import { delimiter, join } from "node:path"
import { makeFolder, processesBelow, startProgram } from "./processes.mjs"

const RTMP_PORT = 4240
const HTTP_PORT = 4241
const RTMP_MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so"
const STREAM = "bench"
const shaka = createRequire(import.meta.url).resolve("shaka-player/dist/shaka-player.compiled-es2021.js")

/** Why it can't run here; null when it can. */
export function missingNginx() {
  if (findNginx() && existsSync(RTMP_MODULE)) return null
  return "nginx-rtmp is not installed (apt-get install -y nginx libnginx-mod-rtmp)"
}

function findNginx() {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"]
  return folders.map((folder) => join(folder, "nginx")).find((file) => existsSync(file))
}

export async function startNginx(demo) {
  const folder = makeFolder()
  const site = join(folder, "site")
  mkdirSync(site)
  copyFileSync(shaka, join(site, "shaka.js"))
  writeFileSync(join(site, "player.html"), PLAYER)
  const configFile = join(folder, "nginx.conf")
  writeFileSync(configFile, configOf(folder))
  const server = startProgram(findNginx(), ["-p", folder, "-c", configFile], {
    cwd: folder,
    logFile: join(folder, "nginx.log"),
  })
  const url = `http://127.0.0.1:${HTTP_PORT}`
  await server.until(() => answers(`${url}/player.html`), { what: "nginx answers", withinMs: 10_000 })
  const encoder = startEncoder(demo, folder)
  return {
    url,
    /** Old parts are leaving its playlist: only from then on is a new listener as late as all others. */
    untilFull: () =>
      encoder.until(() => sequenceOf(join(site, "hls", `${STREAM}.m3u8`)) > 0, {
        what: "nginx has a full playlist",
        withinMs: 90_000,
      }),
    async stop() {
      await encoder.stop()
      await server.stop()
    },
  }
}

/** What the gateway itself runs, with another destination: same screen, same options. */
function startEncoder(demo, folder) {
  const running = processesBelow(demo.pid).find(
    ({ argv }) => argv[0]?.endsWith("ffmpeg") && argv.includes("x11grab"),
  )
  if (!running) throw new Error("no gateway is sending a picture")
  const [ffmpeg, ...options] = running.argv.slice(0, -1)
  return startProgram(ffmpeg, [...options, `rtmp://127.0.0.1:${RTMP_PORT}/live/${STREAM}`], {
    cwd: folder,
    logFile: join(folder, "encoder.log"),
  })
}

async function answers(url) {
  try {
    return (await fetch(url)).ok
  } catch (error) {
    // Not listening yet.
    if (error.cause?.code === "ECONNREFUSED") return false
    throw error
  }
}

function sequenceOf(file) {
  if (!existsSync(file)) return 0
  return Number(readFileSync(file, "utf8").match(/#EXT-X-MEDIA-SEQUENCE:(\d+)/)?.[1] ?? 0)
}

/** hls_fragment and hls_playlist_length are left at their defaults: 5 s and 30 s. */
function configOf(folder) {
  const user = process.getuid?.() === 0 ? `user ${userInfo().username};` : ""
  const scratch = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(" ")
  return `load_module ${RTMP_MODULE};
${user}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
rtmp {
  access_log off;
  server {
    listen 127.0.0.1:${RTMP_PORT};
    application live { live on; hls on; hls_path ${folder}/site/hls; }
  }
}
http {
  access_log off;
  ${scratch}
  types { text/html html; text/javascript js; application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
  server {
    listen 127.0.0.1:${HTTP_PORT};
    root ${folder}/site;
    location /hls/ { add_header Cache-Control no-cache; }
  }
}
`
}

const PLAYER = `<!doctype html>
<title>nginx-rtmp with its defaults</title>
<video width="640" muted autoplay playsinline></video>
<script src="shaka.js"></script>
<script>
  shaka.polyfill.installAll()
  const player = new shaka.Player()
  player.attach(document.querySelector("video")).then(() => player.load("/hls/${STREAM}.m3u8"))
</script>
`

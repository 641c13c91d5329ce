import type { SetupFacts } from "#server/domain/setup.ts"

/** `.env` of a SIPMediaGW 1.8+ host: it is told the room by Amphi, the site by its own settings. */
export function gatewayEnv({ joinDomain }: Pick<SetupFacts, "joinDomain">) {
  const domains = { bigbluebutton: { name: "Amphi", domain: joinDomain } }
  return `MAIN_APP=streaming\nWEBRTC_DOMAINS='${JSON.stringify(domains)}'`
}

export const BBB_WEBHOOKS = "apt-get install bbb-webhooks\nsystemctl restart bbb-webhooks"

export const CLASSIC_ENV = "MAIN_APP=streaming"

/** Amphi's own settings behind the reverse proxy below. */
export function proxyEnv({ publicUrl }: Pick<SetupFacts, "publicUrl">) {
  const secure = publicUrl.replace(/^http:/, "https:")
  // Reachable beside the proxy, Amphi would believe whatever address a stranger claims to come from.
  return `PUBLIC_URL=${secure}\nMEDIA_PUBLIC_URL=${secure}\nHOST=127.0.0.1\nMEDIA_HOST=127.0.0.1\nTRUST_PROXY=true`
}

/** A test picture with sound, pushed as a hall's encoder pushes. */
export function encoderTest({ rtmpUrl }: Pick<SetupFacts, "rtmpUrl">, streamKey: string) {
  return `ffmpeg -re -f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i sine=frequency=440 \\
  -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -b:v 3M -g 30 \\
  -c:a aac -b:a 128k -f flv "${rtmpUrl}/${streamKey}"`
}

export function nginxProxy(facts: Pick<SetupFacts, "publicUrl" | "port" | "realtimePort" | "mediaPort">) {
  const host = new URL(facts.publicUrl).hostname
  return `server {
  listen 443 ssl;
  server_name ${host};
  ssl_certificate     /etc/ssl/${host}.pem;
  ssl_certificate_key /etc/ssl/${host}.key;
  client_max_body_size 40m;
  add_header Strict-Transport-Security "max-age=31536000" always;

  location / {
    proxy_pass http://127.0.0.1:${facts.port};
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
  }

  # The realtime WebSocket
  location /app/ {
    proxy_pass http://127.0.0.1:${facts.realtimePort};
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_read_timeout 180s;
  }

  # The picture: Amphi holds some requests back until their part exists; whoever has an address may watch
  location /hls/ {
    proxy_pass http://127.0.0.1:${facts.mediaPort};
    access_log off;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_read_timeout 20s;
  }
}`
}

export const NGINX_RTMP = `rtmp {
  server {
    listen 1935;
    chunk_size 4096;
    application live {
      live on;
      wait_key on;
      wait_video on;
      drop_idle_publisher 10s;
      on_publish http://127.0.0.1:8088/on_publish;
      notify_method post;
      hls on;
      hls_path /var/lib/webinar/hls;
      hls_fragment 1s;
      hls_playlist_length 8s;
      hls_continuous on;
      hls_fragment_naming system;
      hls_cleanup on;
    }
  }
}
http {
  server {
    listen 80;
    location ~ \\.m3u8$ {
      root /var/lib/webinar;
      types { application/vnd.apple.mpegurl m3u8; }
      add_header Cache-Control "no-cache" always;
      add_header Access-Control-Allow-Origin * always;
      add_header Access-Control-Expose-Headers Date always;
    }
    location ~ \\.ts$ {
      root /var/lib/webinar;
      types { video/mp2t ts; }
      add_header Cache-Control "public, max-age=3600, immutable";
      add_header Access-Control-Allow-Origin * always;
    }
  }
}`

import type { NextConfig } from "next"
import createNextIntlPlugin from "next-intl/plugin"

const withNextIntl = createNextIntlPlugin("./app/i18n-request.ts")

// The policy of scripts differs with each answer: server/script-policy.ts.
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
]

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: [
    "@libsql/client",
    "libsql",
    "@node-rs/argon2",
    "pino",
    "prom-client",
    "ws",
    "pusher",
  ],
  // Slides of 30 MB and the form around them.
  experimental: { serverActions: { bodySizeLimit: "31mb" } },
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
}

export default withNextIntl(config)

import type { NextConfig } from "next"
import createNextIntlPlugin from "next-intl/plugin"

const withNextIntl = createNextIntlPlugin("./app/i18n-request.ts")

// Pictures and signals may come from hosts that only the configuration of the running server knows.
const ANYWHERE = "http: https: ws: wss:"

function contentSecurityPolicy(frameAncestors: string, development: boolean) {
  return [
    "default-src 'self'",
    // Next starts its pages with inline scripts; its development server evaluates code.
    `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: http: https:",
    "font-src 'self'",
    `connect-src 'self' ${ANYWHERE}`,
    "media-src 'self' blob: http: https:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    // "Enter the meeting" posts a form that is redirected to BigBlueButton.
    "form-action 'self' http: https:",
    `frame-ancestors ${frameAncestors}`,
  ].join("; ")
}

function securityHeaders(frameAncestors: string) {
  const development = process.env.NODE_ENV === "development"
  return [
    { key: "Content-Security-Policy", value: contentSecurityPolicy(frameAncestors, development) },
    { key: "X-Content-Type-Options", value: "nosniff" },
    { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
    { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
  ]
}

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
  headers: async () => [
    { source: "/((?!events/[^/]+/embed$).*)", headers: securityHeaders("'none'") },
    { source: "/events/:slug/embed", headers: securityHeaders("*") },
  ],
}

export default withNextIntl(config)

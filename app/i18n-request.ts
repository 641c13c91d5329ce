// What next-intl asks for on each request; it stands in app because only app may know the configuration.
import { cookies, headers } from "next/headers"
import { getRequestConfig } from "next-intl/server"
import { FORMATS } from "#components/i18n/formats.ts"
import { LOCALE_COOKIE, negotiateLocale } from "#components/i18n/locale.ts"
import { loadMessages } from "#components/i18n/messages.ts"
import { getDeps } from "#server/deps.ts"

export default getRequestConfig(async () => {
  const [cookie, header, deps] = await Promise.all([cookies(), headers(), getDeps()])
  const locale = negotiateLocale(cookie.get(LOCALE_COOKIE)?.value, header.get("accept-language"))
  return {
    locale,
    messages: await loadMessages(locale),
    timeZone: deps.config.timeZone,
    formats: FORMATS,
    now: deps.clock.now(),
  }
})

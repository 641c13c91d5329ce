import type { FormSettings } from "#components/webinar/webinar-form-state.ts"
import type { Deps } from "#server/deps.ts"

export function settingsOf({ config }: Deps): FormSettings {
  return {
    shown: config.webinars.fields,
    maxDurationMinutes: config.webinars.maxDurationMinutes,
    timeZone: config.timeZone,
  }
}

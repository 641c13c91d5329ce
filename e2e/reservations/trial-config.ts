import { readConfig } from "#server/config.ts"

/** No outside system is ever called: the addresses lead nowhere. */
export function trialConfig(folder: string) {
  return readConfig({
    PUBLIC_URL: "https://amphi.test",
    SECRET: "a secret of more than sixteen characters",
    BBB_API_URL: "https://bbb.test/bigbluebutton/api",
    BBB_SECRET_KEY: "bbb-secret",
    LOG_LEVEL: "silent",
    DATA_DIR: folder,
  })
}

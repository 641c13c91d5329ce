import { useTranslations } from "next-intl"
import { Notice } from "#components/ui/notice.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import type { SetupFacts } from "#server/domain/setup.ts"
import type { GatewayRow } from "#server/domain/views.ts"
import { BbbCheckButton } from "./bbb-check.tsx"
import { GatewayHealth } from "./gateway-health.tsx"
import { Heading, Snippet, Steps, Value, Values } from "./setup-parts.tsx"
import {
  BBB_WEBHOOKS,
  CLASSIC_ENV,
  encoderTest,
  gatewayEnv,
  NGINX_RTMP,
  nginxProxy,
  proxyEnv,
} from "./setup-snippets.ts"

type SetupGuideProps = { facts: SetupFacts; gateways: readonly GatewayRow[] }

/** From an empty machine to the first live, with this installation's own addresses. */
export function SetupGuide({ facts, gateways }: SetupGuideProps) {
  return (
    <div className="flex max-w-4xl flex-col gap-6">
      <BbbPart facts={facts} />
      <GatewayPart facts={facts} gateways={gateways} />
      <PicturePart facts={facts} />
      <EncoderPart facts={facts} />
      <ProxyPart facts={facts} />
    </div>
  )
}

type PartProps = { facts: SetupFacts }

function BbbPart({ facts }: PartProps) {
  const t = useTranslations("setup.bbb")
  return (
    <SectionCard title={t("title")} action={<BbbCheckButton />}>
      <Values>
        <Value label={t("api")}>{facts.bbbApiUrl}</Value>
        <Value label={t("callback")}>{`${facts.callbackUrl}…`}</Value>
        <Value label={t("hooks")}>{`${facts.hookUrl}…`}</Value>
      </Values>
      <Steps>
        <li>{t("secret")}</li>
        <li>{t("reach")}</li>
        <li>{t("private")}</li>
      </Steps>
      <Heading>{t("webhooksTitle")}</Heading>
      <p className="max-w-text">{t("webhooksWhy")}</p>
      <Snippet label={t("webhooksLabel")} text={BBB_WEBHOOKS} />
      <Steps>
        <li>{t("webhooksRegister")}</li>
        <li>{t("webhooksReach")}</li>
        <li>{t("webhooksAuth")}</li>
        <li>{t("webhooksFirst")}</li>
      </Steps>
      <Heading>{t("versions")}</Heading>
      <ul className="flex max-w-text list-disc flex-col gap-1.5 pl-5">
        <li>{t("version3")}</li>
        <li>{t("version2")}</li>
        <li>{t("balancer")}</li>
      </ul>
    </SectionCard>
  )
}

function GatewayPart({ facts, gateways }: SetupGuideProps) {
  const t = useTranslations("setup.gateway")
  return (
    <SectionCard title={t("title")}>
      {!facts.isHttps && <Notice tone="warn">{t("needsHttps")}</Notice>}
      <p className="max-w-text">{t("reach", { amphi: facts.publicUrl, rtmp: facts.rtmpUrl })}</p>
      <p className="max-w-text">{t("size")}</p>
      <Heading>{t("classicTitle")}</Heading>
      <Snippet label={t("envLabel")} text={CLASSIC_ENV} />
      <Steps>
        <li>{t("classicAddress")}</li>
        <li>{t("classicToken")}</li>
        <li>{t("classicWall")}</li>
      </Steps>
      <Heading>{t("launcherTitle")}</Heading>
      <Snippet label={t("envLabel")} text={gatewayEnv(facts)} />
      <Steps>
        <li>{t("launcherAddress")}</li>
        <li>{t("launcherId")}</li>
        <li>{t("launcherWall")}</li>
      </Steps>
      <Heading>{t("proxyTitle")}</Heading>
      <Steps>
        <li>{t("proxyEnv")}</li>
        <li>{t("proxyAddress")}</li>
        <li>{t("proxyCount")}</li>
      </Steps>
      <Heading>{t("checkTitle")}</Heading>
      {gateways.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <ul className="flex flex-col divide-y">
          {gateways.map((gateway) => (
            <li key={gateway.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
              <span className="min-w-0">
                <span className="block font-medium">{gateway.name}</span>
                <span className="wrap-anywhere text-muted text-sm">{gateway.sipmediagwUrl}</span>
              </span>
              <GatewayHealth gateway={gateway} />
            </li>
          ))}
        </ul>
      )}
    </SectionCard>
  )
}

function PicturePart({ facts }: PartProps) {
  const t = useTranslations("setup.picture")
  return (
    <SectionCard title={t("title")}>
      <Heading>{t("ownTitle")}</Heading>
      <Values>
        <Value label={t("rtmp")}>{`${facts.rtmpUrl}/<${t("streamName")}>`}</Value>
        <Value
          label={t("playlist")}
        >{`${facts.mediaUrl}/hls/<${t("streamName")}>/<${t("playKey")}>/index.m3u8`}</Value>
      </Values>
      <p className="max-w-text">{t("own", { port: String(facts.rtmpPort) })}</p>
      <p className="max-w-text">{t("ownKey")}</p>
      <Heading>{t("otherTitle")}</Heading>
      <p className="max-w-text">{t("other")}</p>
      <Notice tone="warn">{t("otherAccess")}</Notice>
      <p className="max-w-text">{t("keyFrame")}</p>
      <Snippet label={t("nginxLabel")} text={NGINX_RTMP} />
      <Steps>
        <li>{t("callback")}</li>
        <li>{t("cors")}</li>
        <li>{t("declare")}</li>
      </Steps>
    </SectionCard>
  )
}

function EncoderPart({ facts }: PartProps) {
  const t = useTranslations("setup.encoder")
  const streamKey = `<${t("streamName")}>?key=<${t("key")}>`
  return (
    <SectionCard title={t("title")}>
      <p className="max-w-text">{t("what")}</p>
      <Values>
        <Value label={t("server")}>{facts.rtmpUrl}</Value>
        <Value label={t("streamKey")}>{streamKey}</Value>
      </Values>
      <Steps>
        <li>{t("broadcaster")}</li>
        <li>{t("obs")}</li>
        <li>{t("keyFrame")}</li>
        <li>{t("when")}</li>
        <li>{t("wall", { port: String(facts.rtmpPort) })}</li>
      </Steps>
      <Snippet label={t("testLabel")} text={encoderTest(facts, streamKey)} />
    </SectionCard>
  )
}

function ProxyPart({ facts }: PartProps) {
  const t = useTranslations("setup.proxy")
  return (
    <SectionCard title={t("title")}>
      <p className="max-w-text">{t("why")}</p>
      {!facts.trustProxy && <Notice>{t("notTrusted")}</Notice>}
      <Snippet label={t("envLabel")} text={proxyEnv(facts)} />
      <p className="max-w-text">{t("otherMachine")}</p>
      <Snippet label={t("nginxLabel")} text={nginxProxy(facts)} />
      {facts.realtimePath === null && <p className="max-w-text">{t("otherRealtime")}</p>}
      <p className="max-w-text">{t("rtmp", { port: String(facts.rtmpPort) })}</p>
    </SectionCard>
  )
}
